public import PackageModel

/// Why wishes cannot be met, as a value that text and data are made of.
///
/// The headline says both sides in one sentence, the reasons how each comes about, and the remedies what
/// would work. It stands for itself: it needs neither the universe nor the refutation that it was made of.
public struct Explanation: Sendable, Hashable {
    /// A package that is spoken of.
    public struct Package: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its version, whole.
        public var version: String
        /// Its architecture.
        public var architecture: String
        /// The repository that it is in.
        public var repository: String
    }

    /// One of the things that exclude one another.
    public struct Side: Sendable, Hashable {
        /// In words: "`b 1` needs `libx (<< 2)`".
        public var text: String
        /// The wish that leads to it, as it was written.
        public var wish: String?
        /// The packages that it is about; several where they are alike.
        public var packages: [Package]
        /// What they need or exclude, as their family writes it.
        public var relation: String?
    }

    /// What a step of the story is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A wish, and what it can mean.
        case wish
        /// A wish, and the best of what it can mean, which is demanded.
        case best
        /// A package needs something, and what there is for it cannot be.
        case requires
        /// A package needs something that does not exist.
        case missing
        /// A package conflicts with another.
        case conflicts
        /// A package takes the place of another.
        case obsoletes
        /// Of a name there can be one version, or builds for several architectures only in one.
        case sameName
        /// A package must not be installed: it is excluded, or hidden by a module.
        case excluded
        /// A package for a lesser architecture stands only beside the same build for a better one.
        case inferior
        /// A package excludes what a rich dependency of it names.
        case excludes
        /// A package is on the machine already, and stays or becomes what is there for it.
        case installed
        /// A package takes the place of a part of what is installed and needs the other parts.
        case split
    }

    /// One step of the story, and what follows from it.
    public struct Reason: Sendable, Hashable {
        /// What it is.
        public var kind: Kind
        /// Whom the sentence is about.
        var subject: String
        /// What it says of them, beginning with the verb.
        var predicate: String
        /// The wish, where it is one.
        public var wish: String?
        /// The packages that it is about: all that are alike in it.
        public var packages: [Package]
        /// What they need or exclude, as their family writes it.
        public var relation: String?
        /// What is there for it, or what is excluded.
        public var others: [Package]
        /// Why the others cannot be.
        public var reasons: [Reason]

        /// In words, one sentence without a full stop.
        public var text: String { subject.isEmpty ? predicate : "\(subject) \(predicate)" }

        /// Whether it is an end of the story: what cannot be.
        var isContradiction: Bool {
            switch kind {
            case .wish, .best: others.isEmpty
            case .requires, .installed: false
            case .inferior, .split: others.isEmpty
            case .missing, .conflicts, .obsoletes, .sameName, .excluded, .excludes: true
            }
        }
    }

    /// What excludes what, in one sentence that starts in lower case.
    public var headline: String
    /// The wishes that take part, as they were written.
    public var wishes: [String]
    /// What the headline sets against each other: two sides, or one where something is missing.
    public var sides: [Side]
    /// How the wishes lead there, each step once.
    public var reasons: [Reason]
    /// What would work, the smallest change first.
    public var remedies: [Remedy] = []
    /// What else may help, and was not tried, as the texts of hints.
    public var notes: [String] = []

    /// Words the refutation of a conflict between wishes.
    ///
    /// - Parameter hiding: Says of a package that must not be installed why; by default that it is excluded.
    public init(
        _ refutation: Refutation, wishes: [ResolverWish], in universe: Universe,
        hiding: @escaping (PackageID) -> String? = { _ in nil }
    ) {
        let words: any FamilyWords =
            switch universe.scheme {
            case .debian: DebianWords(universe: universe)
            case .rpm: RPMWords(universe: universe, hiding: hiding)
            }
        let core = refutation.minimized().namingInstalled(wishes)
        self.wishes = core.wishes.filter { !wishes[$0].isInstalled }.map { wishes[$0].label }
        let beside = core.wishes.filter { wishes[$0].isInstalled }
            .compactMap { wishes[$0].candidates.first }
        let graph = ConflictGraph(core, wishes, universe)
        let sentence = ConflictHeadline(graph, words).sentence()
        sides = sentence.sides
        headline =
            Explanation.subject(self.wishes, beside: beside.isEmpty ? "" : words.names.and(beside))
            + sentence.text
        var story = ConflictStory(graph, words)
        reasons = story.reasons()
        remedies = Remedy.older(graph, words)
    }

    /// Who cannot be installed.
    private static func subject(_ wishes: [String], beside installed: String) -> String {
        let labels = wishes.map { "`\($0)`" }
        if !installed.isEmpty, !labels.isEmpty {
            return Enumeration.and(labels, atMost: 5)
                + " cannot be installed beside \(installed), which is there already: "
        }
        switch labels.count {
        case 0: return ""
        case 1: return labels[0] + " cannot be installed: "
        default: return Enumeration.and(labels, atMost: 5) + " cannot be installed together: "
        }
    }

    /// The reasons as indented lines, for below the headline; see `ExplanationText`.
    public var lines: [String] { ExplanationText(self).lines }

    /// What would work, as the texts of hints.
    public var hints: [String] {
        let others = remedies.filter { !$0.isDrop }.map(\.text)
        let drops = remedies.filter(\.isDrop)
        guard let first = drops.first, drops.count > 1, drops.count == wishes.count,
            drops.allSatisfy({ $0.remaining == first.remaining })
        else { return others + drops.map(\.text) + notes }
        let each =
            drops.count == 2
            ? "each of the two can be installed without the other"
            : "without any one of the \(drops.count) the others can be installed"
        return others + [each + first.tail] + notes
    }

    /// Whether something is needed that nothing at all provides.
    public var lacksSomething: Bool { Explanation.lack(in: reasons) }

    private static func lack(in reasons: [Reason]) -> Bool {
        reasons.contains {
            $0.kind == .missing && $0.others.isEmpty || lack(in: $0.reasons)
        }
    }
}

extension Explanation.Package {
    /// A package of a universe.
    public init(_ package: PackageID, in universe: Universe) {
        self.init(
            name: universe.nameText(package), version: universe.versionText(package),
            architecture: universe.architectureText(package),
            repository: universe.origin(package).repository)
    }
}

extension DebianResolver {
    /// Words why wishes could not be met.
    public func explain(_ refutation: Refutation, wishes: [ResolverWish]) -> Explanation {
        Explanation(refutation, wishes: wishes, in: universe)
    }
}
