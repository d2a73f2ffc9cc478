"""Prints the rows of a repository's sqlite databases, and how their tables are declared.

    databases.py DIRECTORY

Each line is a row with the name of its table before it, sorted. A package's number, which means nothing
outside its database, is replaced by its digest.
"""

import bz2
import gzip
import lzma
import os
import sqlite3
import sys
import tempfile

import createrepo_c as cr


def unpacked(path):
    openers = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
    with openers.get(os.path.splitext(path)[1], open)(path, "rb") as file:
        return file.read()


def declaration(text):
    """A declaration without differences that mean nothing: of case, blanks and final semicolons."""
    return "".join(text.lower().split())


def rows(database, name, document):
    connection = sqlite3.connect(database)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    yield "%s user_version %d" % (name, version)
    numbers = dict(connection.execute("SELECT pkgKey, pkgId FROM packages"))
    schema = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    )
    tables = []
    for kind, item, table, text in schema.fetchall():
        yield "%s declares %s %s: %s" % (name, kind, item, declaration(text))
        if kind == "table":
            tables.append(item)
    for table in tables:
        cursor = connection.execute("SELECT * FROM %s" % table)
        columns = [column[0] for column in cursor.description]
        for row in cursor:
            values = dict(zip(columns, row))
            if "pkgKey" in values:
                values["pkgKey"] = numbers[values["pkgKey"]]
            if table == "db_info":
                # Two writers pack the document, whose digest this is, differently.
                values["checksum"] = values["checksum"] == document
            if table == "filelist":
                # The names of a directory have no order.
                pairs = zip(values["filetypes"], values["filenames"].split("/"))
                values["filetypes"] = values["filenames"] = sorted(pairs)
            yield "%s %s %r" % (name, table, sorted(values.items(), key=lambda item: item[0]))


def main():
    directory = sys.argv[1]
    root = cr.Repomd(directory + "/repodata/repomd.xml")
    names = ("primary", "filelists", "other")
    digests = {r.type + "_db": r.checksum for r in root.records if r.type in names}
    lines = []
    with tempfile.TemporaryDirectory() as temporary:
        for record in root.records:
            if record.type in digests:
                path = os.path.join(temporary, record.type)
                with open(path, "wb") as file:
                    file.write(unpacked(os.path.join(directory, record.location_href)))
                lines.append("%s version %s" % (record.type, record.db_ver))
                lines += rows(path, record.type, digests[record.type])
    for line in sorted(lines):
        print(line)


main()
