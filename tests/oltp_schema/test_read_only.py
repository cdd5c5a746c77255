"""What is Stripe's is not changed through the models by mistake."""

import pytest
from sqlalchemy import Connection, ForeignKey, MetaData, delete, insert, select, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, configure_mappers, mapped_column, relationship

from oltp_schema.models.product import Product
from oltp_schema.read_only import WRITES, ReadOnlyModelError


@pytest.fixture
def connection_with_a_product(rolled_back: Connection) -> Connection:
    rolled_back.execute(text("INSERT INTO oltp.products (id, row_state) VALUES ('prod_1', 'unresolved')"))
    return rolled_back


def test_objects_are_read_and_not_changed(connection_with_a_product: Connection) -> None:
    with Session(connection_with_a_product, join_transaction_mode="create_savepoint") as session:
        product = session.get_one(Product, "prod_1")
        product.name = "mine"
        with pytest.raises(ReadOnlyModelError, match=r"oltp\.products holds what Stripe says"):
            session.flush()
        session.rollback()
        session.add(Product(id="prod_2", row_state="unresolved"))
        with pytest.raises(ReadOnlyModelError):
            session.flush()
        session.rollback()
        session.delete(session.get_one(Product, "prod_1"))
        with pytest.raises(ReadOnlyModelError):
            session.flush()


@pytest.mark.parametrize(
    "statement",
    [update(Product).values(name="mine"), delete(Product), insert(Product).values(id="prod_2", row_state="unresolved")],
)
def test_statements_are_refused(connection_with_a_product: Connection, statement: object) -> None:
    with (
        Session(connection_with_a_product, join_transaction_mode="create_savepoint") as session,
        pytest.raises(ReadOnlyModelError),
    ):
        session.execute(statement)  # type: ignore[call-overload]


def test_a_session_that_asks_for_it_may(connection_with_a_product: Connection) -> None:
    with Session(connection_with_a_product, join_transaction_mode="create_savepoint", info={WRITES: True}) as session:
        session.execute(delete(Product).where(Product.id == "prod_1"))
        assert session.get(Product, "prod_1") is None


def test_tables_of_ones_own_are_ones_own(connection_with_a_product: Connection) -> None:
    class Base(DeclarativeBase):
        metadata = MetaData()

    class Note(Base):
        __tablename__ = "notes"
        id: Mapped[int] = mapped_column(primary_key=True)
        product_id: Mapped[str] = mapped_column(ForeignKey(Product.id))
        said: Mapped[str]
        product: Mapped[Product] = relationship(backref="notes")

    configure_mappers()
    with Session(connection_with_a_product, join_transaction_mode="create_savepoint") as session:
        session.execute(text("CREATE TEMP TABLE notes (id int PRIMARY KEY, product_id text, said text)"))
        product = session.get_one(Product, "prod_1")
        product.notes.append(Note(id=1, said="mine"))
        product.name = product.name
        session.flush()
        session.execute(update(Note).values(said="still mine"))
        assert session.scalars(select(Note.said)).all() == ["still mine"]
