internal import MirrorBase
internal import MirrorQuestions

extension WhyAnswer {
    /// The answer as data; docs/reference/why-json.md describes it.
    func json(hasTree: Bool) -> String {
        var json = JSONText()
        json.beginObject()
        json.field("schema", 1)
        json.field("lock", lock)
        json.field("distro", distro)
        json.field("arch", architecture)
        json.field("question", question)
        json.key("packages")
        json.beginArray()
        for finding in findings {
            json.breakLine(indent: 1)
            write(finding, hasTree: hasTree, to: &json)
        }
        json.breakLine()
        json.endArray()
        if findings.isEmpty {
            json.field("assumed", assumed)
            json.field("near", near)
        }
        json.endObject()
        return json.text + "\n"
    }

    private func write(_ finding: Finding, hasTree: Bool, to json: inout JSONText) {
        json.beginObject()
        let package = packages[finding.package]
        json.fields(
            package.name, version: package.version, architecture: package.architecture,
            repository: package.repository)
        json.field("size", package.size)
        if sets > 1 {
            json.key("sets")
            json.beginArray()
            for number in package.sets { json.value(number) }
            json.endArray()
        }
        if package.isBroad { json.field("broad", true) }
        switch finding.match {
        case .name: json.field("match", "name")
        case .provides: json.field("match", "provides")
        case .wish: json.field("match", "wish")
        }
        json.key("wishes")
        json.beginArray()
        for origin in finding.origins {
            json.breakLine(indent: 2)
            write(origin, to: &json)
        }
        json.endArray()
        json.field("further", finding.furtherWishes)
        if hasTree {
            json.key("tree")
            json.beginArray()
            for step in finding.tree {
                json.breakLine(indent: 2)
                write(step, to: &json)
            }
            json.endArray()
        }
        json.endObject()
    }

    private func write(_ origin: Origin, to json: inout JSONText) {
        json.beginObject()
        json.field("wish", origin.wish)
        json.field("groups", origin.groups)
        if sets > 1 { json.field("set", origin.set) }
        json.field("chosen", origin.isChosen)
        json.key("frees")
        json.beginObject()
        json.field("packages", origin.freedPackages)
        json.field("bytes", origin.freedBytes)
        json.endObject()
        json.key("chains")
        json.beginArray()
        for chain in origin.chains {
            json.beginObject()
            json.field("package", packages[chain.first].label)
            json.key("steps")
            json.beginArray()
            for step in chain.steps { write(step, to: &json) }
            json.endArray()
            json.endObject()
        }
        json.endArray()
        json.field("more", origin.furtherChains > 0)
        json.endObject()
    }

    private func write(_ step: Step, to json: inout JSONText) {
        json.beginObject()
        json.field("from", packages[step.from].label)
        json.field("kind", step.kind.rawValue)
        json.field("weak", step.kind.isWeak)
        json.field("dependency", step.dependency)
        json.field("to", packages[step.to].label)
        json.endObject()
    }
}

extension WhyAnswer.Package {
    /// `name version arch`, which no other package of a lock has.
    var label: String { "\(name) \(version) \(architecture)" }
}
