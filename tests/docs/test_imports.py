"""No two modules import each other, however long the way round; the layers are import-linter's, in `make lint`."""

from graphlib import TopologicalSorter

import grimp


def test_imports_run_in_no_circle() -> None:
    graph = grimp.build_graph("pipelines", "oltp_schema", exclude_type_checking_imports=True, cache_dir=None)
    packages = {module for module in graph.modules if graph.find_children(module)}
    imports = {
        # a module of a package may use its siblings: that imports the package, too, which is no circle of ours
        module: {found for found in graph.find_modules_directly_imported_by(module) if found not in packages}
        for module in graph.modules - packages
    }
    assert len(list(TopologicalSorter(imports).static_order())) > 200
