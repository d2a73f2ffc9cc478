internal import MirrorBase

extension Lock {
    /// The file form: UTF-8, each repository, set and package on a line of its own, `\n` at the end.
    ///
    /// The same lock always gives the same bytes, and a change of one package changes one line of the
    /// packages and one of their records, which stand apart so that the first reads well in a diff.
    public var text: String {
        var head = JSONText()
        head.beginObject()
        head.field("schema", Lock.schema)
        head.field("distro", distro)
        head.field("arch", architecture)
        var inputs = JSONText()
        inputs.beginObject()
        inputs.field("manifest", self.inputs.manifest.hex)
        inputs.field("distro", self.inputs.distro.hex)
        inputs.field("options", self.inputs.options)
        let repositories = Lock.lines(self.inputs.repositories) { $0.write(to: &$1) }
        let sets = Lock.lines(self.sets) { $0.write(to: &$1) }
        let records = Lock.lines(self.packages) { $1.value($0.record) }
        let isSplit = self.sets.count > 1
        let packages = Lock.lines(self.packages) { $0.write(to: &$1, withSets: isSplit) }
        return """
            \(head.text),
            "inputs":\(inputs.text),"repositories":\(repositories)\(baselinesText)},
            "sets":\(sets),
            "packages":\(packages),
            "records":\(records)\(documentsText)\(assumedText)}

            """
    }

    /// The documents, where the family has any.
    private var documentsText: String {
        if documents.isEmpty { return "" }
        return ",\n\"documents\":" + Lock.lines(documents) { $0.write(to: &$1) }
    }

    /// The baselines, where there are any.
    private var baselinesText: String {
        if inputs.baselines.isEmpty { return "" }
        return ",\n\"baselines\":" + Lock.lines(inputs.baselines) { $0.write(to: &$1) }
    }

    /// What is on the machine already, where anything is taken for granted.
    private var assumedText: String {
        if assumed.isEmpty { return "" }
        var wishes = JSONText()
        wishes.beginArray()
        for wish in assumed.wishes { wishes.value(wish) }
        wishes.endArray()
        let packages = Lock.lines(assumed.packages) { $0.write(to: &$1) }
        return ",\n\"assumed\":{\"wishes\":\(wishes.text),\"packages\":\(packages)}"
    }

    /// An array with each element on its own line, and the closing bracket on one too, so that the last
    /// element's line looks like every other in a diff.
    private static func lines<Element>(
        _ elements: [Element], _ write: (Element, inout JSONText) -> Void
    ) -> String {
        if elements.isEmpty { return "[]" }
        var text = "["
        for (index, element) in elements.enumerated() {
            var line = JSONText()
            write(element, &line)
            text += index == 0 ? "\n" : ",\n"
            text += line.text
        }
        return text + "\n]"
    }
}

extension Lock.Repository {
    fileprivate func write(to json: inout JSONText) {
        json.beginObject()
        json.field("id", id)
        json.field("suite", suite)
        json.field("digest", digest.hex)
        json.field("date", date.iso8601)
        if let signer { json.field("signer", signer) }
        json.field("url", url)
        if let weakDigest { json.field("weak", weakDigest) }
        json.endObject()
    }
}

extension Lock.WishSet {
    fileprivate func write(to json: inout JSONText) {
        json.beginObject()
        json.field("name", name)
        json.field("wishes", wishes)
        if let conflict { json.field("conflict", conflict) }
        json.endObject()
    }
}

extension Lock.Document {
    fileprivate func write(to json: inout JSONText) {
        json.beginObject()
        json.field("kind", kind)
        json.field("text", text)
        json.endObject()
    }
}

extension Lock.Package {
    fileprivate func write(to json: inout JSONText, withSets: Bool) {
        json.beginObject()
        json.field("name", name)
        json.field("version", version)
        json.field("arch", architecture)
        json.field("repository", repository)
        if !component.isEmpty { json.field("component", component) }
        json.field("path", path)
        json.field("upstream", upstream)
        json.field("size", size)
        json.field("sha256", sha256.hex)
        if let filelists { json.field("filelists", filelists.hex) }
        if let other { json.field("other", other.hex) }
        json.field("for", reasons)
        if withSets {
            json.key("sets")
            json.beginArray()
            for number in sets { json.value(number) }
            json.endArray()
        }
        if isBroad { json.field("broad", true) }
        json.endObject()
    }
}

extension Lock.Baseline {
    fileprivate func write(to json: inout JSONText) {
        json.beginObject()
        json.field("name", name)
        json.field("mode", mode.rawValue)
        json.field("digest", digest.hex)
        json.endObject()
    }
}

extension Lock.Installed {
    fileprivate func write(to json: inout JSONText) {
        json.beginObject()
        json.field("name", name)
        json.field("version", version)
        json.field("arch", architecture)
        if !record.isEmpty { json.field("record", record) }
        if !files.isEmpty { json.field("files", files) }
        json.endObject()
    }
}
