internal import Manifest
internal import MirrorBase
internal import MirrorEngine

/// What may be changed of wishes: the same for what is solved and for what is written.
struct WishChange {
    /// A wish that is written in another way.
    struct Rewriting {
        /// The wish, as it is written.
        var wish: String
        /// What stands there instead, in the words of the short form.
        var text: String
    }

    /// Wishes that are given up, as they are written.
    var dropped: [String] = []
    /// Wishes that are written in another way, in every group that has them.
    var rewritten: [Rewriting] = []
    /// Wishes that come.
    var added: [Wish] = []

    /// Whether it changes nothing.
    var isEmpty: Bool { dropped.isEmpty && rewritten.isEmpty && added.isEmpty }

    /// Whether it is about a wish that is written so.
    func names(_ text: String) -> Bool {
        dropped.contains(text) || rewritten.contains { $0.wish == text }
    }

    /// These wishes with the change; `nil` where what it writes is no wish.
    func applied(to wishes: [Wish]) -> [Wish]? {
        var changed: [Wish] = []
        for wish in wishes where !dropped.contains(wish.text) {
            guard let text = rewritten.first(where: { $0.wish == wish.text })?.text else {
                changed.append(wish)
                continue
            }
            guard let other = wish.rewritten(as: text) else { return nil }
            changed.append(other)
        }
        return changed + added
    }
}

extension Wish {
    /// The same wish for another name, version or suite: what else it says stays. `nil` where that is no wish.
    func rewritten(as text: String) -> Wish? {
        guard var other = try? Wish(parsing: text, at: span) else { return nil }
        other.isOptional = other.isOptional || isOptional
        other.architectures = architectures
        other.distros = distros
        other.recommends = recommends
        guard alternatives.count == 1 else { return other }
        for index in other.alternatives.indices
        where other.alternatives[index].architectures == .all {
            other.alternatives[index].architectures = alternatives[0].architectures
        }
        return other
    }
}
