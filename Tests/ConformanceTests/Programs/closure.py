"""Prints, as lines of JSON, the packages of real repositories that some names could ever need.

    closure.py ARCH VERSIONS NAMES REPOSITORY=DIRECTORY...

NAMES is a file with a name on each line; `@group` stands for the packages of a group. Taken are all packages of a name, and then everything that
provides what they require or recommend: every provider, in its VERSIONS newest versions, of ARCH, noarch
and (for x86_64) i686. So a solver that reads the result has all the choices that it has upstream. A
package of a module is taken where the file names it as `module:stream`, and carries its label.

The last line has, under `missing`, what is required and not provided: the repositories may be of
different days. Read with createrepo_c's own reader.
"""

import functools
import gzip
import json
import lzma
import re
import sys
from xml.etree import ElementTree

import createrepo_c as cr
import rpm
import yaml

WORDS = {"and", "or", "if", "else", "unless", "with", "without"}
COMPARISONS = {"<", "<=", "=", ">=", ">"}
SIGNS = {"EQ": "=", "LT": "<", "GT": ">", "LE": "<=", "GE": ">="}
# Entries that rpmbuild writes by itself, or that say how the original was packed.
OWN = ("rpmlib(",)


def unpacked(path):
    opener = {"gz": gzip.open, "xz": lzma.open}.get(path.rsplit(".", 1)[-1], open)
    with opener(path, "rb") as file:
        return file.read()


class Repository:
    def __init__(self, name, directory):
        self.name = name
        self.packages = []
        root = cr.Repomd(directory + "/repodata/repomd.xml")
        self.paths = {r.type: directory + "/" + r.location_href for r in root.records}
        cr.xml_parse_primary(self.paths["primary"], pkgcb=self.packages.append, do_files=True)
        self.complete = {}
        if "filelists" in self.paths:
            cr.xml_parse_filelists(self.paths["filelists"], newpkgcb=self.file_package)
        self.labels = self.read_labels() if "modules" in self.paths else {}

    def group(self, name):
        """The packages that a group takes unless told otherwise."""
        path = self.paths.get("group") or self.paths.get("group_gz")
        if not path:
            return []
        for group in ElementTree.fromstring(unpacked(path)).iter("group"):
            if group.findtext("id") == name:
                entries = group.iter("packagereq")
                return [e.text for e in entries if e.get("type") in ("mandatory", "default")]
        return []

    def file_package(self, pkg_id, name, arch):
        package = cr.Package()
        self.complete[pkg_id] = package
        return package

    def read_labels(self):
        labels = {}
        for document in yaml.load_all(unpacked(self.paths["modules"]), Loader=TextLoader):
            if document["document"] != "modulemd":
                continue
            data = document["data"]
            label = ":".join(data[key] for key in ("name", "stream", "version", "context"))
            for artifact in data.get("artifacts", {}).get("rpms", []):
                labels[artifact] = label
        return labels


class TextLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Reads every scalar as the text that stands there: a stream `3.10` is no number."""


TextLoader.yaml_implicit_resolvers = {}


def atoms(text):
    """The names in a dependency, which may be a rich one."""
    if not text.startswith("("):
        return [text]
    found = []
    skip = False
    for token in re.findall(r"(?:[^\s()]|\([^\s()]*\))+", text):
        if token in COMPARISONS:
            skip = True
        elif skip:
            skip = False
        elif token not in WORDS:
            found.append(token)
    return found


def order(left, right):
    def key(package):
        return (package.epoch or "0", package.version, package.release)

    return rpm.labelCompare(key(left), key(right))


def paths(package):
    return [((directory or "") + name, kind or "file") for kind, directory, name in package.files]


def dependencies(entries):
    for name, flags, epoch, version, release, pre in entries:
        if name.startswith(OWN):
            continue
        text = name
        if flags:
            text += " %s %s%s%s" % (
                SIGNS[flags],
                epoch + ":" if epoch and epoch != "0" else "",
                version or "",
                "-" + release if release else "",
            )
        yield text, bool(pre)


def described(package, repository):
    """A package as the lines have it."""
    evr = "%s-%s" % (package.version, package.release)
    if package.epoch and package.epoch != "0":
        evr = package.epoch + ":" + evr
    own = re.compile(re.escape(package.name) + r"(\((x86-64|x86-32)\))? = " + re.escape(evr) + "$")
    requires = list(dependencies(package.requires))
    result = {
        "repository": repository.name,
        "name": package.name,
        "version": evr,
        "arch": package.arch,
        "summary": package.summary or package.name,
        "license": package.rpm_license or "unknown",
        "url": package.url or "",
        "vendor": package.rpm_vendor or "",
        "label": repository.labels.get(package.nevra(), ""),
        "provides": [text for text, _ in dependencies(package.provides) if not own.match(text)],
        "requires": [text for text, pre in requires if not pre],
        "requires-before": [text for text, pre in requires if pre],
        "files": sorted(set(paths(package))),
    }
    for key in ("conflicts", "obsoletes", "recommends", "suggests", "supplements", "enhances"):
        result[key] = [text for text, _ in dependencies(getattr(package, key))]
    return result


def meets(entry, required):
    """Whether a provided entry satisfies a required one, both with a version."""
    sign = required[1]
    left = (entry[2] or "0", entry[3] or "", entry[4] or "")
    right = (required[2] or "0", required[3] or "", required[4] or "")
    if not entry[1]:
        return True
    if not left[2] or not right[2]:
        left, right = left[:2] + ("",), right[:2] + ("",)
    compared = rpm.labelCompare(left, right)
    return (
        (compared == 0 and "E" in sign)
        or (compared < 0 and "L" in sign)
        or (compared > 0 and "G" in sign)
    )


def missing(packages):
    """The plain requirements of packages that none of them meets, as dependencies."""
    provided = {}
    for package in packages:
        for entry in package.provides:
            provided.setdefault(entry[0], []).append(entry)
        for path, _ in paths(package):
            provided.setdefault(path, []).append((path, None, None, None, None, False))
    entries = {entry[:5] for package in packages for entry in package.requires}
    unmet = [
        entry
        for entry in entries
        if not entry[0].startswith(OWN + ("(",))
        and not any(not entry[1] or meets(e, entry) for e in provided.get(entry[0], []))
    ]
    return sorted(text for text, _ in dependencies([entry + (False,) for entry in unmet]))


def main():
    arch, versions, names_file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    repositories = [Repository(*argument.split("=", 1)) for argument in sys.argv[4:]]
    with open(names_file) as file:
        names = file.read().split("\n")
    for name in [name for name in names if name.startswith("@")]:
        names += [n for repository in repositories for n in repository.group(name[1:])]
    streams = tuple(name + ":" for name in names if re.fullmatch(r"[\w.-]+:[\w.-]+", name))
    arches = {arch, "noarch"} | ({"i686"} if arch == "x86_64" else set())
    by_name = {}
    owner = {}
    for repository in repositories:
        for package in repository.packages:
            label = repository.labels.get(package.nevra())
            if package.arch not in arches or (label and not label.startswith(streams)):
                continue
            owner[package] = repository
            by_name.setdefault((package.name, package.arch, label), []).append(package)
    providers = {}
    for packages in by_name.values():
        packages.sort(key=functools.cmp_to_key(order), reverse=True)
        for package in packages[:versions]:
            complete = owner[package].complete.get(package.pkgId)
            if complete:
                package.files = complete.files
            provided = {entry[0] for entry in package.provides} | {package.name}
            for name in provided | {path for path, _ in paths(package)}:
                providers.setdefault(name, []).append(package)
    wanted = {}
    needed = set()
    waiting = [package for name in names for package in providers.get(name, [])]
    waiting += [
        package
        for package in owner
        if owner[package].labels.get(package.nevra(), "").startswith(streams or ("\0",))
    ]
    while waiting:
        package = waiting.pop()
        if package.nevra() in wanted:
            continue
        wanted[package.nevra()] = package
        for entry in list(package.requires) + list(package.recommends):
            for name in atoms(entry[0]):
                needed.add(name)
                waiting += providers.get(name, [])
    primary = re.compile(r"/etc/|.*bin/|/usr/lib/sendmail$")
    for nevra in sorted(wanted):
        line = described(wanted[nevra], owner[wanted[nevra]])
        # Of the files that only filelists names, those that something needs and a few more.
        rest = [file for file in line["files"] if not primary.match(file[0])]
        kept = [file for file in rest if file[0] in needed] + rest[:6]
        line["files"] = [f for f in line["files"] if primary.match(f[0]) or f in kept]
        print(json.dumps(line))
    print(json.dumps({"missing": missing(list(wanted.values()))}))


main()
