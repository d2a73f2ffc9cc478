internal import MirrorBase
internal import MirrorQuestions

extension ShowAnswer {
    /// Answers as data; the form is in docs/reference/show-json.md.
    static func json(_ answers: [ShowAnswer], distro: String, architecture: String) -> String {
        var json = JSONText()
        json.beginObject()
        json.field("schema", 1)
        json.field("distro", distro)
        json.field("arch", architecture)
        json.key("answers")
        json.beginArray()
        for answer in answers {
            json.beginObject()
            json.field("question", answer.question)
            json.field("match", answer.match.rawValue)
            json.key("packages")
            json.beginArray()
            for package in answer.packages {
                json.breakLine(indent: 1)
                package.write(to: &json)
            }
            if !answer.packages.isEmpty { json.breakLine() }
            json.endArray()
            json.field("near", answer.near)
            json.field("elsewhere", answer.elsewhere)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json.text + "\n"
    }
}

extension ShownPackage {
    fileprivate func write(to json: inout JSONText) {
        json.beginObject()
        json.fields(name, version: version, architecture: architecture, repository: repository)
        if !suite.isEmpty { json.field("suite", suite) }
        if !component.isEmpty { json.field("component", component) }
        json.field("priority", priority)
        json.field("candidate", isCandidate)
        json.field("locked", isLocked)
        if let hiding { json.field("hidden", hiding) }
        if let size { json.field("size", size) }
        if let installedSize { json.field("installed-size", installedSize) }
        for (key, text) in [
            ("license", license), ("section", section), ("importance", importance),
            ("summary", summary), ("description", description), ("homepage", homepage),
            ("source", source), ("maintainer", maintainer), ("vendor", vendor),
        ] {
            if let text { json.field(key, text) }
        }
        json.key("relations")
        json.beginArray()
        for list in relations {
            json.beginObject()
            json.field("kind", list.kind)
            json.field("texts", list.texts)
            json.endObject()
        }
        json.endArray()
        json.key("modules")
        json.beginArray()
        for stream in streams {
            json.beginObject()
            json.field("stream", stream.name)
            json.field("active", stream.isActive)
            json.endObject()
        }
        json.endArray()
        if let digest { json.field(digest.algorithm.name, digest.hex) }
        json.field("urls", urls)
        json.endObject()
    }
}
