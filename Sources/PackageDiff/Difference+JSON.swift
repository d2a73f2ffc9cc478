internal import MirrorBase

extension Difference {
    /// The difference as data, which `docs/reference/diff-json.md` describes; one change a line.
    public var json: String {
        var json = JSONText()
        json.beginObject()
        json.field("schema", 1)
        json.key("before")
        before.write(to: &json)
        json.key("after")
        after.write(to: &json)
        json.key("counts")
        json.beginObject()
        for kind in Change.Kind.allCases { json.field(kind.rawValue, count(kind)) }
        json.field("unchanged", unchanged)
        json.endObject()
        json.field("size-change", sizeChange)
        json.key("changes")
        json.beginArray()
        for change in changes {
            json.breakLine(indent: 1)
            change.write(to: &json)
        }
        json.breakLine()
        json.endArray()
        json.endObject()
        return json.text + "\n"
    }
}

extension Difference.Side {
    fileprivate func write(to json: inout JSONText) {
        json.beginObject()
        json.field("title", title)
        if let distro { json.field("distro", distro) }
        if let architecture { json.field("arch", architecture) }
        if let time { json.field("time", time.iso8601) }
        json.field("packages", packages)
        json.field("bytes", bytes)
        json.endObject()
    }
}

extension Change {
    fileprivate func write(to json: inout JSONText) {
        json.beginObject()
        json.field("kind", kind.rawValue)
        json.field("name", name)
        json.field("arch", architecture)
        if let before { Change.write(before, "before", to: &json) }
        if let after { Change.write(after, "after", to: &json) }
        json.field("size-change", sizeChange)
        if let only = after == nil ? before : before == nil ? after : nil {
            json.field("for", only.wishes)
        }
        if !advisories.isEmpty {
            json.key("advisories")
            json.beginArray()
            for advisory in advisories { advisory.write(to: &json) }
            json.endArray()
        }
        if !changelog.isEmpty {
            json.key("changelog")
            json.beginArray()
            for entry in changelog {
                json.beginObject()
                json.field("date", String(entry.date.iso8601.prefix(10)))
                json.field("author", entry.author)
                json.field("text", entry.text)
                json.endObject()
            }
            json.endArray()
        }
        json.endObject()
    }

    private static func write(
        _ package: PackageList.Package, _ key: String, to json: inout JSONText
    ) {
        json.key(key)
        json.beginObject()
        json.field("version", package.version)
        json.field("arch", package.architecture)
        if !package.repository.isEmpty { json.field("repository", package.repository) }
        json.field("size", package.size)
        json.field(package.digest.algorithm.name, package.digest.hex)
        json.endObject()
    }
}

extension Advisory {
    fileprivate func write(to json: inout JSONText) {
        json.beginObject()
        json.field("id", id)
        json.field("type", type)
        if let severity { json.field("severity", severity) }
        json.field("title", title)
        json.key("references")
        json.beginArray()
        for reference in references {
            json.beginObject()
            json.field("id", reference.id)
            json.field("type", reference.type)
            json.field("url", reference.url)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }
}
