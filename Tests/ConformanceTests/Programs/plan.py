"""Prints what dnf would install into an empty system, as lines of JSON.

    plan.py DIRECTORY ARCH RELEASE PLATFORM KEY OPTION... REPOSITORY=URL... < WISHES

A line of WISHES is one transaction: words separated by spaces. KEY is the URL of the keys that must have
signed the repositories. The options are `weak` and `best`.
"""

import json
import os
import sys

import dnf
import dnf.exceptions
import dnf.rpm
import hawkey


def plan(base, words):
    try:
        base.install_specs(words)
        base.resolve()
        chosen = base.transaction.install_set
        return {"install": sorted(identity(package) for package in chosen)}
    except (dnf.exceptions.Error, hawkey.Exception) as error:
        return {"error": str(error)}
    finally:
        base.reset(goal=True)


def identity(p):
    return "%s-%d:%s-%s.%s" % (p.name, p.epoch, p.version, p.release, p.arch)


def main():
    directory, arch, release, platform, key = sys.argv[1:6]
    rest = sys.argv[6:]
    os.makedirs(directory + "/log", exist_ok=True)
    base = dnf.Base()
    base.conf.installroot = directory + "/root"
    base.conf.cachedir = directory + "/cache"
    base.conf.logdir = directory + "/log"
    base.conf.persistdir = directory + "/persistent"
    base.conf.pluginpath = []
    base.conf.reposdir = []
    base.conf.ignorearch = True
    base.conf.arch = arch
    base.conf.basearch = dnf.rpm.basearch(arch)
    base.conf.releasever = release
    base.conf.module_platform_id = platform
    base.conf.install_weak_deps = "weak" in rest
    base.conf.best = "best" in rest
    base.conf.assumeyes = True
    for argument in rest:
        if "=" in argument:
            name, url = argument.split("=", 1)
            base.repos.add_new_repo(
                name, base.conf, baseurl=[url], gpgcheck=True, repo_gpgcheck=True, gpgkey=[key]
            )
    base.fill_sack(load_system_repo=False)
    base.read_comps(arch_filter=True)
    for line in sys.stdin:
        answer = {"wish": line.strip()}
        answer.update(plan(base, line.split()))
        print(json.dumps(answer))


main()
