internal import MirrorBase

/// What the data of all commands is made of.
extension JSONText {
    /// A whole document, ended by a line feed: an object that says first which form it has.
    static func document(_ fill: (inout JSONText) -> Void) -> String {
        var json = JSONText()
        json.beginObject()
        json.field("schema", 1)
        fill(&json)
        json.endObject()
        return json.text + "\n"
    }

    /// Writes a key and an object.
    mutating func object(_ name: String, _ fill: (inout JSONText) -> Void) {
        key(name)
        beginObject()
        fill(&self)
        endObject()
    }

    /// Writes a key and a list of objects.
    ///
    /// - Parameter indent: By how many blanks each stands on a line of its own; all on one line if `nil`.
    mutating func objects<Elements: Sequence>(
        _ name: String, _ elements: Elements, indent: Int? = nil,
        _ fill: (inout JSONText, Elements.Element) -> Void
    ) {
        key(name)
        beginArray()
        var isEmpty = true
        for element in elements {
            isEmpty = false
            if let indent { breakLine(indent: indent) }
            beginObject()
            fill(&self, element)
            endObject()
        }
        if let indent, !isEmpty { breakLine(indent: indent - 1) }
        endArray()
    }

    /// Writes a key and a list of numbers.
    mutating func field(_ name: String, _ numbers: [Int]) {
        key(name)
        beginArray()
        for number in numbers { value(number) }
        endArray()
    }

    /// Adds what names a package of a repository.
    mutating func fields(
        _ name: String, version: String, architecture: String, repository: String
    ) {
        field("name", name)
        field("version", version)
        field("arch", architecture)
        field("repository", repository)
    }
}
