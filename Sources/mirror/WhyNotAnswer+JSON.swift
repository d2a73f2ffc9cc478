internal import MirrorBase
internal import MirrorQuestions

extension WhyNotAnswer {
    /// The answer as data; the form is in docs/reference/why-not-json.md.
    func json() -> String {
        JSONText.document { json in
            json.field("distro", distro)
            json.field("arch", architecture)
            json.field("spec", spec)
            json.field("result", result.rawValue)
            json.field("headline", headline)
            json.objects("packages", packages) { json, package in json.fields(package) }
            json.objects("chosen", chosen) { json, package in json.fields(package) }
            json.objects("reasons", reasons) { json, reason in
                json.field("kind", reason.kind)
                json.field("text", reason.text)
            }
            writeExplanation(to: &json)
            json.objects("proposals", proposals) { json, proposal in
                json.field("text", proposal.text)
                if let change = proposal.change { json.object("change", change.write) }
                if let effect = proposal.effect { json.object("effect", effect.write) }
            }
            json.field("hints", hints)
        }
    }
}

extension ManifestChange {
    fileprivate func write(to json: inout JSONText) {
        json.field("file", file)
        json.objects("edits", edits) { json, edit in
            json.field("group", edit.group)
            json.field("line", edit.line)
            json.field("former", edit.former)
            json.field("inserted", edit.inserted)
            json.field("yaml", edit.shown.map { $0 + "\n" }.joined())
        }
    }
}

extension WhyNotAnswer.Effect {
    fileprivate func write(to json: inout JSONText) {
        json.field("bytes", bytes)
        for (key, list) in [("added", added), ("removed", removed)] {
            json.objects(key, list) { json, sized in
                json.fields(sized.package)
                json.field("size", sized.size)
            }
        }
        json.objects("changed", changed) { json, change in
            json.object("before") { $0.fields(change.before) }
            json.object("after") { $0.fields(change.after) }
            json.field("bytes", change.bytes)
        }
    }
}

extension JSONText {
    fileprivate mutating func fields(_ package: NamedPackage) {
        fields(
            package.name, version: package.version, architecture: package.architecture,
            repository: package.repository)
    }
}
