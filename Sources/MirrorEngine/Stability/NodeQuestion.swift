internal import Resolver

/// Something that a node may ask its package manager to install at once, with nothing but the mirror.
struct NodeQuestion: Sendable, Hashable {
    /// Where a question comes from.
    enum Kind: Sendable, Hashable {
        /// One wish of the user, as it was written.
        case wish(String)
        /// Everything that a group of the manifest wishes for.
        case group(String)
        /// Everything in one set.
        case set
    }

    var kind: Kind
    /// How messages name it: `` `curl` ``, ``the group `common` ``, `set 1`.
    var name: String
    /// What is asked for, by the numbers of planned wishes, in ascending order.
    var entries: [Int]
    /// The sets that it concerns, by number from zero.
    var sets: [Int]
    /// Whether what it asks for is in no one set, so that it is asked for in parts where that is refused.
    var isInParts = false

    /// All questions that a node may ask: every wish alone, every group, and everything, in its set where
    /// sets split. What asks for the same as one before it is that one, in more sets.
    ///
    /// - Parameters:
    ///   - wishes: For each wish of the user its text and the planned wishes that it stands for.
    ///   - groups: The groups of the manifest.
    ///   - entries: The planned wishes.
    ///   - sets: Sets by number from zero, each with the numbers of its planned wishes.
    static func all(
        wishes: [(text: String, entries: [Int])], groups: [String], of entries: [PlannedWish],
        sets: [(number: Int, entries: [Int])]
    ) -> [NodeQuestion] {
        var questions: [NodeQuestion] = []
        let contents = sets.map { Set($0.entries) }
        for wish in wishes {
            let asked = wish.entries.sorted()
            let touched = sets.indices.filter { !contents[$0].isDisjoint(with: asked) }
            questions.append(
                NodeQuestion(
                    kind: .wish(wish.text), name: "`\(wish.text)`", entries: asked,
                    sets: touched.map { sets[$0].number },
                    isInParts: !contents.contains { $0.isSuperset(of: asked) }))
        }
        for group in groups {
            for (number, set) in sets {
                let place = sets.count > 1 || number > 0 ? " in set \(number + 1)" : ""
                questions.append(
                    NodeQuestion(
                        kind: .group(group), name: "the group `\(group)`\(place)",
                        entries: set.filter { entries[$0].groups.contains(group) }.sorted(),
                        sets: [number]))
            }
        }
        for (number, set) in sets {
            questions.append(
                NodeQuestion(
                    kind: .set, name: "set \(number + 1)", entries: set.sorted(), sets: [number]))
        }
        return united(questions)
    }

    /// Each question once, under the name that it has first, for all the sets that it is asked in.
    private static func united(_ questions: [NodeQuestion]) -> [NodeQuestion] {
        var united: [NodeQuestion] = []
        var places: [[Int]: Int] = [:]
        for question in questions where !question.entries.isEmpty {
            if let place = places[question.entries] {
                united[place].sets = Set(united[place].sets + question.sets).sorted()
            } else {
                places[question.entries] = united.count
                united.append(question)
            }
        }
        return united
    }

    /// One question for each thing that it asks for.
    func parts(_ wishes: [ResolverWish]) -> [NodeQuestion] {
        entries.map { entry in
            NodeQuestion(
                kind: kind, name: "`\(wishes[entry].label)` of \(name)", entries: [entry],
                sets: sets)
        }
    }
}
