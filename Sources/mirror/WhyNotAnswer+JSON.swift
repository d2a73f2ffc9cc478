internal import MirrorBase
internal import MirrorQuestions

extension WhyNotAnswer {
    /// The answer as data; the form is in docs/reference/why-not-json.md.
    func json() -> String {
        var json = JSONText()
        json.beginObject()
        json.field("schema", 1)
        json.field("distro", distro)
        json.field("arch", architecture)
        json.field("spec", spec)
        json.field("result", result.rawValue)
        json.field("headline", headline)
        json.list("packages", packages) { json, package in json.write(package) }
        json.list("chosen", chosen) { json, package in json.write(package) }
        json.list("reasons", reasons) { json, reason in
            json.beginObject()
            json.field("kind", reason.kind)
            json.field("text", reason.text)
            json.endObject()
        }
        writeExplanation(to: &json)
        json.list("proposals", proposals) { json, proposal in
            json.beginObject()
            json.field("text", proposal.text)
            if let change = proposal.change {
                json.key("change")
                change.write(to: &json)
            }
            if let effect = proposal.effect {
                json.key("effect")
                effect.write(to: &json)
            }
            json.endObject()
        }
        json.field("hints", hints)
        json.endObject()
        return json.text + "\n"
    }
}

extension ManifestChange {
    fileprivate func write(to json: inout JSONText) {
        json.beginObject()
        json.field("file", file)
        json.list("edits", edits) { json, edit in
            json.beginObject()
            json.field("group", edit.group)
            json.field("line", edit.line)
            json.field("former", edit.former)
            json.field("inserted", edit.inserted)
            json.field("yaml", edit.shown.map { $0 + "\n" }.joined())
            json.endObject()
        }
        json.endObject()
    }
}

extension WhyNotAnswer.Effect {
    fileprivate func write(to json: inout JSONText) {
        json.beginObject()
        json.field("bytes", bytes)
        for (key, list) in [("added", added), ("removed", removed)] {
            json.list(key, list) { json, sized in
                json.write(sized.package) { $0.field("size", sized.size) }
            }
        }
        json.list("changed", changed) { json, change in
            json.beginObject()
            json.key("before")
            json.write(change.before)
            json.key("after")
            json.write(change.after)
            json.field("bytes", change.bytes)
            json.endObject()
        }
        json.endObject()
    }
}

extension JSONText {
    /// Writes a key and a list, an element a line where there are any.
    fileprivate mutating func list<Element>(
        _ name: String, _ elements: [Element], _ write: (inout JSONText, Element) -> Void
    ) {
        key(name)
        beginArray()
        for element in elements { write(&self, element) }
        endArray()
    }

    /// Writes a package of a repository, and what else there is to say of it.
    fileprivate mutating func write(
        _ package: NamedPackage, _ more: (inout JSONText) -> Void = { _ in }
    ) {
        beginObject()
        fields(
            package.name, version: package.version, architecture: package.architecture,
            repository: package.repository)
        more(&self)
        endObject()
    }
}
