public import MirrorBase
public import Resolver

/// Writes explanations as data; the form is in docs/reference/explanation-json.md.
public enum ExplanationJSON {
    /// Writes an object as the next value.
    public static func write(_ explanation: Explanation, to json: inout JSONText) {
        json.beginObject()
        fields(of: explanation, to: &json)
        json.endObject()
    }

    /// Writes the fields alone, for an object that has more.
    public static func fields(of explanation: Explanation, to json: inout JSONText) {
        json.field("headline", explanation.headline)
        json.field("wishes", explanation.wishes)
        json.key("sides")
        json.beginArray()
        for side in explanation.sides { write(side, to: &json) }
        json.endArray()
        json.key("tree")
        json.beginArray()
        for reason in explanation.reasons { write(reason, to: &json) }
        json.endArray()
        json.key("remedies")
        json.beginArray()
        for remedy in explanation.remedies { write(remedy, to: &json) }
        json.endArray()
        json.field("notes", explanation.notes)
    }

    private static func write(_ side: Explanation.Side, to json: inout JSONText) {
        json.beginObject()
        json.field("text", side.text)
        if let wish = side.wish { json.field("wish", wish) }
        write(side.packages, "packages", to: &json)
        if let relation = side.relation { json.field("relation", relation) }
        json.endObject()
    }

    private static func write(_ reason: Explanation.Reason, to json: inout JSONText) {
        json.beginObject()
        json.field("kind", reason.kind.rawValue)
        json.field("text", reason.text)
        if let wish = reason.wish { json.field("wish", wish) }
        write(reason.packages, "packages", to: &json)
        if let relation = reason.relation { json.field("relation", relation) }
        write(reason.others, "others", to: &json)
        json.key("because")
        json.beginArray()
        for next in reason.reasons { write(next, to: &json) }
        json.endArray()
        json.endObject()
    }

    private static func write(_ remedy: Remedy, to json: inout JSONText) {
        json.beginObject()
        switch remedy.change {
        case .drop(let wish):
            json.field("kind", "drop")
            json.field("wish", wish)
        case .rewrite(let wish, let replacement):
            json.field("kind", "rewrite")
            json.field("wish", wish)
            json.field("replacement", replacement)
        case .add(let wish):
            json.field("kind", "add")
            json.field("replacement", wish)
        }
        write(remedy.packages, "packages", to: &json)
        if !remedy.remaining.isEmpty { json.field("remaining", remedy.remaining) }
        json.field("text", remedy.text)
        json.endObject()
    }

    private static func write(
        _ packages: [Explanation.Package], _ key: String, to json: inout JSONText
    ) {
        json.key(key)
        json.beginArray()
        for package in packages {
            json.beginObject()
            json.field("name", package.name)
            json.field("version", package.version)
            json.field("arch", package.architecture)
            json.field("repository", package.repository)
            json.endObject()
        }
        json.endArray()
    }
}
