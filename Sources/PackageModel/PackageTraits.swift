/// What Debian's `Multi-Arch` field says of a package.
public enum MultiArch: UInt8, Sendable, Hashable {
    /// It serves packages of its own architecture only.
    case no
    /// Builds for several architectures can be installed side by side, in one version.
    case same
    /// It serves packages of every architecture.
    case foreign
    /// It serves those of other architectures that ask for `name:any`.
    case allowed
}

/// Debian's `Priority`, the most important first.
public enum Priority: UInt8, Sendable, Hashable, Comparable, CaseIterable {
    /// Without it the system breaks; debootstrap installs all of them.
    case required
    /// What every system is expected to have; debootstrap installs all of them by default.
    case important
    /// A reasonable system in text mode.
    case standard
    /// Everything else.
    case optional
    /// A deprecated synonym of optional that still sorts behind it.
    case extra

    /// The more important one is smaller.
    public static func < (left: Priority, right: Priority) -> Bool {
        left.rawValue < right.rawValue
    }

    /// Reads the field's value.
    public init?(_ text: String) {
        switch text {
        case "required": self = .required
        case "important": self = .important
        case "standard": self = .standard
        case "optional": self = .optional
        case "extra": self = .extra
        default: return nil
        }
    }
}

/// The small facts about a package, in two bytes.
public struct PackageTraits: Hashable, Sendable {
    /// What `Multi-Arch` says.
    public var multiArch: MultiArch
    /// What `Priority` says; `extra` where there is none, as apt counts it.
    public var priority: Priority
    /// Whether the system cannot do without it (`Essential: yes`).
    public var isEssential: Bool
    /// Whether it must not be removed once there (`Protected: yes`, formerly `Important: yes`).
    public var isProtected: Bool

    /// Makes traits; the defaults are those of a stanza that says nothing.
    public init(
        multiArch: MultiArch = .no, priority: Priority = .extra, isEssential: Bool = false,
        isProtected: Bool = false
    ) {
        self.multiArch = multiArch
        self.priority = priority
        self.isEssential = isEssential
        self.isProtected = isProtected
    }
}
