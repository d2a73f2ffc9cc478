internal import MirrorBase
internal import MirrorQuestions

extension WhyAnswer {
    /// The answer as data; docs/reference/why-json.md describes it.
    func json(hasTree: Bool) -> String {
        JSONText.document { json in
            json.field("lock", lock)
            json.field("distro", distro)
            json.field("arch", architecture)
            json.field("question", question)
            json.objects("packages", findings, indent: 1) { json, finding in
                write(finding, hasTree: hasTree, to: &json)
            }
            if findings.isEmpty {
                json.field("assumed", assumed)
                json.field("near", near)
            }
        }
    }

    private func write(_ finding: Finding, hasTree: Bool, to json: inout JSONText) {
        let package = packages[finding.package]
        json.fields(
            package.name, version: package.version, architecture: package.architecture,
            repository: package.repository)
        json.field("size", package.size)
        if sets > 1 { json.field("sets", package.sets) }
        if package.isBroad { json.field("broad", true) }
        switch finding.match {
        case .name: json.field("match", "name")
        case .provides: json.field("match", "provides")
        case .wish: json.field("match", "wish")
        }
        json.objects("wishes", finding.origins, indent: 2) { json, origin in
            write(origin, to: &json)
        }
        json.field("further", finding.furtherWishes)
        if hasTree {
            json.objects("tree", finding.tree, indent: 2) { json, step in
                write(step, to: &json)
            }
        }
    }

    private func write(_ origin: Origin, to json: inout JSONText) {
        json.field("wish", origin.wish)
        json.field("groups", origin.groups)
        if sets > 1 { json.field("set", origin.set) }
        json.field("chosen", origin.isChosen)
        json.object("frees") { json in
            json.field("packages", origin.freedPackages)
            json.field("bytes", origin.freedBytes)
        }
        json.objects("chains", origin.chains) { json, chain in
            json.field("package", packages[chain.first].label)
            json.objects("steps", chain.steps) { json, step in write(step, to: &json) }
        }
        json.field("more", origin.furtherChains > 0)
    }

    private func write(_ step: Step, to json: inout JSONText) {
        json.field("from", packages[step.from].label)
        json.field("kind", step.kind.rawValue)
        json.field("weak", step.kind.isWeak)
        json.field("dependency", step.dependency)
        json.field("to", packages[step.to].label)
    }
}

extension WhyAnswer.Package {
    /// `name version arch`, which no other package of a lock has.
    var label: String { "\(name) \(version) \(architecture)" }
}
