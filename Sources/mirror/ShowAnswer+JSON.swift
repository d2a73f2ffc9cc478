internal import MirrorBase
internal import MirrorQuestions

extension ShowAnswer {
    /// Answers as data; the form is in docs/reference/show-json.md.
    static func json(_ answers: [ShowAnswer], distro: String, architecture: String) -> String {
        JSONText.document { json in
            json.field("distro", distro)
            json.field("arch", architecture)
            json.objects("answers", answers) { json, answer in
                json.field("question", answer.question)
                json.field("match", answer.match.rawValue)
                json.objects("packages", answer.packages, indent: 1) { json, package in
                    package.write(to: &json)
                }
                json.field("near", answer.near)
                json.field("elsewhere", answer.elsewhere)
            }
        }
    }
}

extension ShownPackage {
    fileprivate func write(to json: inout JSONText) {
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
        json.objects("relations", relations) { json, list in
            json.field("kind", list.kind)
            json.field("texts", list.texts)
        }
        json.objects("modules", streams) { json, stream in
            json.field("stream", stream.name)
            json.field("active", stream.isActive)
        }
        if let digest { json.field(digest.algorithm.name, digest.hex) }
        json.field("urls", urls)
    }
}
