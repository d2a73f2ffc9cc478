"""Prints what createrepo_c's own reader finds in a repository, as lines of JSON.

    metadata.py DIRECTORY

The first line has under `warnings` everything that is wrong: what the reader warns of, digests and sizes
that do not fit, documents that name different packages. The others describe one package each, sorted.
"""

import bz2
import gzip
import hashlib
import json
import lzma
import os
import subprocess
import sys
import tempfile

import createrepo_c as cr

LISTS = (
    "provides requires conflicts obsoletes suggests enhances recommends supplements".split()
)
TEXTS = (
    "name arch epoch version release summary description url rpm_license rpm_vendor rpm_group "
    "rpm_buildhost rpm_sourcerpm rpm_packager rpm_header_start rpm_header_end size_package "
    "size_installed size_archive time_file time_build pkgId checksum_type"
).split()


def unpacked(path):
    if path.endswith(".zst"):
        return subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout
    openers = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
    with openers.get(os.path.splitext(path)[1], open)(path, "rb") as file:
        return file.read()


class Reading:
    def __init__(self, directory):
        self.directory = directory
        self.warnings = []
        self.packages = {}
        self.primary_files = {}
        self.seen = {"filelists": set(), "other": set()}
        self.temporary = tempfile.TemporaryDirectory()
        self.records = {r.type: r for r in self.root().records}
        documents = {name: self.document(record) for name, record in self.records.items()}
        cr.xml_parse_primary(
            documents["primary"], pkgcb=self.add, warningcb=self.warn, do_files=True
        )
        for package in self.packages.values():
            self.primary_files[package.pkgId] = sorted(map(file_text, package.files))
            package.files = []
        cr.xml_parse_filelists(
            documents["filelists"], newpkgcb=self.known("filelists"), warningcb=self.warn
        )
        cr.xml_parse_other(documents["other"], newpkgcb=self.known("other"), warningcb=self.warn)
        for name, seen in self.seen.items():
            if seen != set(self.packages):
                self.warnings.append("primary and %s have different packages" % name)
        if "updateinfo" in documents:
            cr.UpdateInfo(documents["updateinfo"])

    def root(self):
        root = cr.Repomd()
        cr.xml_parse_repomd(self.directory + "/repodata/repomd.xml", root, self.warn)
        return root

    def warn(self, kind, message):
        self.warnings.append("%s: %s" % (kind, message))
        return True

    def add(self, package):
        if package.pkgId in self.packages:
            self.warnings.append("%s is there twice" % package.pkgId)
        self.packages[package.pkgId] = package

    def known(self, name):
        def find(pkg_id, package_name, arch):
            self.seen[name].add(pkg_id)
            package = self.packages.get(pkg_id)
            if package is None or (package.name, package.arch) != (package_name, arch):
                self.warnings.append("%s has `%s` that primary has not" % (name, package_name))
            return package

        return find

    def document(self, record):
        """Checks the file of a record, and returns the path of its unpacked content."""
        path = os.path.join(self.directory, record.location_href)
        with open(path, "rb") as file:
            packed = file.read()
        content = unpacked(path)
        found = [(record.checksum_type, record.checksum, record.size, packed)]
        if record.checksum_open:
            found.append((record.checksum_open_type, record.checksum_open, record.size_open, content))
        for algorithm, digest, size, data in found:
            if hashlib.new(algorithm, data).hexdigest() != digest or len(data) != size:
                self.warnings.append("%s is not as repomd.xml says" % record.location_href)
        target = os.path.join(self.temporary.name, record.type)
        with open(target, "wb") as file:
            file.write(content)
        return target


def file_text(entry):
    kind, directory, name = entry[:3]
    return "%s %s%s" % (kind or "file", directory or "", name)


def described(package, primary_files):
    result = {key: getattr(package, key) for key in TEXTS}
    result["nevra"] = package.nevra()
    for key in LISTS:
        result[key] = sorted("%s" % (entry,) for entry in getattr(package, key))
    result["files"] = sorted(map(file_text, package.files))
    result["primary-files"] = primary_files
    result["changelogs"] = ["%s" % (entry,) for entry in package.changelogs]
    result["location"] = package.location_href
    result["base"] = package.location_base
    return result


def main():
    reading = Reading(sys.argv[1])
    print(json.dumps({"warnings": reading.warnings, "records": sorted(reading.records)}))
    for pkg_id in sorted(reading.packages):
        print(json.dumps(described(reading.packages[pkg_id], reading.primary_files[pkg_id])))


main()
