internal import Manifest
internal import MirrorBase

/// A wish that matches nothing, and what there is to say of that: one wording for both families.
struct MissingWish {
    private let wish: Wish
    private let place: String
    private var notes: [String] = []
    private var hints: [String] = []

    /// Begins with nothing to say.
    ///
    /// - Parameter place: The distro and architecture, for messages.
    init(_ wish: Wish, in place: String) {
        self.wish = wish
        self.place = place
    }

    /// Adds what is worth a line.
    mutating func note(_ texts: [String]) { notes += texts }

    /// Adds what to do.
    mutating func hint(_ texts: [String]) { hints += texts.filter { !hints.contains($0) } }

    /// Says that the name exists, and in which version.
    mutating func noteNewest(_ version: String, in repository: String, of target: WishTarget) {
        notes.append("newest in `\(repository)`: \(version)")
        if target.constraint != nil, target.kind == .name {
            hint(["write `\(target.name) (= \(version))` for the newest that there is"])
        }
    }

    /// Says which names are near to one that does not exist, and where else it does.
    mutating func noteNear(_ name: String, among names: [String], elsewhere: [String]) {
        let near = Suggestion.near(name, among: names)
        if !near.isEmpty {
            notes.append("near names: \(near.map { "`\($0)`" }.joined(separator: ", "))")
        }
        if !elsewhere.isEmpty {
            notes.append("`\(name)` exists in \(elsewhere.joined(separator: ", "))")
        }
    }

    /// All of it; `excerpt` is the line of the manifest.
    func problem(_ excerpt: SourceExcerpt?) -> MirrorError.Problem {
        var marked = excerpt
        marked?.notes = notes
        let tail = excerpt == nil && !notes.isEmpty ? " (\(notes.joined(separator: "; ")))" : ""
        let optional =
            wish.isOptional
            ? [] : ["`\(wish.text)?` takes it only where it exists, `a | b` the first that exists"]
        return MirrorError.Problem(
            "`\(wish.text)` matches nothing in \(place)\(tail)", excerpt: marked,
            hints: hints + optional)
    }
}
