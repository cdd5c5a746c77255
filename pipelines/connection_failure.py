"""Why no connection to the database was made, and what to set: libpq gives a text, and no SQLSTATE."""

import re

from pipelines.database_url import without_secrets

# What libpq and PostgreSQL say, as far as they say it in English, and what to tell of it.
KNOWN = {
    r"no password supplied": "PostgreSQL asks for a password, and DATABASE_URL has none. Its form is"
    " postgresql://user:password@host:5432/name.",
    r'password authentication failed for user "(.+?)"': "PostgreSQL refuses the password for the role {0}, or has no"
    " such role. Set the user and the password of DATABASE_URL, percent-encoded where they are not letters and digits.",
    r'role "(.+?)" does not exist': "PostgreSQL has no role {0}. Set the user of DATABASE_URL to one that it has"
    " (without one, libpq takes the name of the system's user).",
    r'role "(.+?)" is not permitted to log in': "The role {0} may not log in. Set the user of DATABASE_URL to one that"
    " may, or let an administrator run ALTER ROLE … LOGIN.",
    r'database "(.+?)" does not exist': "The server has no database {0}. Set the name at the end of DATABASE_URL, or"
    " make it with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.",
    r'permission denied for database "(.+?)"': "The role of DATABASE_URL may not connect to the database {0}. Let an"
    " administrator run GRANT CONNECT ON DATABASE … TO ….",
    r"no pg_hba\.conf entry for .*no encryption": "The server takes this connection only encrypted, if at all. Put"
    " ?sslmode=require at the end of DATABASE_URL.",
    r"no pg_hba\.conf entry for": "The server does not let this role into this database from this machine: no line of"
    " its pg_hba.conf does. Check DATABASE_URL, or ask its administrator.",
    r"server does not support SSL": "The server has no TLS, and DATABASE_URL asks for it. Name another sslmode, or"
    " another server.",
    r"too many clients|too many connections|remaining connection slots": "All connections that the server allows are"
    " taken. Run again when some are free.",
    r"database system is (starting up|shutting down|in recovery mode|not yet accepting connections)": "The server is"
    " there, but {0}. Run again when it is up.",
    r"could not translate host name \"(.+?)\"": "No address of the host {0} is known. Check the host of DATABASE_URL.",
}


def why(error: Exception, url: str) -> str:
    """One or two sentences, without a password. Of several addresses of a host, what a server answered counts."""
    lines = [without_secrets(line, url).strip() for line in str(error).splitlines() if line.strip()]
    for line in lines:
        for pattern, sentence in KNOWN.items():
            if found := re.search(pattern, line):
                return sentence.format(*found.groups())
    answered = next((line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line), None)
    if answered:
        return f"PostgreSQL refuses the connection: {answered.rstrip('.')}. Check DATABASE_URL."
    line = (lines or [type(error).__name__])[0].rstrip(".")
    return f"The database cannot be reached: {line}. Check DATABASE_URL, and that the server is up."
