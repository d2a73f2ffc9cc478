internal import MirrorBase

/// The names that kernels, rpm and dpkg give to one kind of machine.
public enum ArchitectureName {
    /// For each dpkg name, what else the same machine is called.
    static let aliases: [(name: String, others: [String])] = [
        ("amd64", ["x86_64", "x64"]),
        ("arm64", ["aarch64"]),
        ("armel", ["armv5tel"]),
        ("armhf", ["armv7hl", "armhfp", "armv7l"]),
        ("i386", ["i686", "i586", "i486"]),
        ("loong64", ["loongarch64"]),
        ("mips64el", ["mips64"]),
        ("mipsel", []),
        ("ppc64el", ["ppc64le"]),
        ("riscv64", []),
        ("s390x", []),
    ]

    private static let canonicalNames: [String: String] = {
        var names: [String: String] = [:]
        for (name, others) in aliases {
            names[name] = name
            for other in others { names[other] = name }
        }
        return names
    }()

    /// Every name, for suggestions.
    static let all: [String] = aliases.flatMap { [$0.name] + $0.others }

    /// The dpkg name of a machine, whatever it is called; `nil` for what is no architecture.
    ///
    /// `x86_64` and `amd64` are both `amd64`.
    public static func canonical(_ name: String) -> String? { canonicalNames[name] }

    /// What rpm calls a machine: `x86_64` for `amd64`; names that rpm knows stay as they are.
    static func rpmName(of name: String) -> String { rpmNames[name] ?? name }

    private static let rpmNames = [
        "amd64": "x86_64", "arm64": "aarch64", "armhf": "armv7hl", "loong64": "loongarch64",
        "ppc64el": "ppc64le",
    ]

    /// The architectures whose packages a machine runs beside its own, best first, in rpm's words.
    public static func lesser(than name: String) -> [String] {
        let intel = ["i686", "i586", "i486", "i386"]
        if name == "x86_64" { return intel }
        if let index = intel.firstIndex(of: name) { return Array(intel[(index + 1)...]) }
        return name == "armv7hl" ? ["armv6hl"] : []
    }

    /// Whether two names mean one kind of machine.
    public static func areSame(_ left: String, _ right: String) -> Bool {
        left == right || (canonical(left) != nil && canonical(left) == canonical(right))
    }
}

/// For which architectures a wish holds.
public struct ArchitectureFilter: Sendable, Hashable {
    /// The dpkg names of those it is for; empty means all.
    public var included: [String]
    /// The dpkg names of those it is not for.
    public var excluded: [String]

    /// Makes a filter from dpkg names.
    public init(included: [String] = [], excluded: [String] = []) {
        self.included = included
        self.excluded = excluded
    }

    /// The filter that lets everything pass.
    public static let all = ArchitectureFilter()

    /// Whether the wish holds for an architecture, by any of its names.
    public func allows(_ architecture: String) -> Bool {
        let name = ArchitectureName.canonical(architecture) ?? architecture
        return !excluded.contains(name) && (included.isEmpty || included.contains(name))
    }
}

/// For which distros a wish holds.
public struct DistroFilter: Sendable, Hashable {
    /// Names or globs (`ubuntu*`) of those it is for; empty means all.
    public var included: [String]
    /// Names or globs of those it is not for.
    public var excluded: [String]

    /// Makes a filter from names and globs.
    public init(included: [String] = [], excluded: [String] = []) {
        self.included = included
        self.excluded = excluded
    }

    /// The filter that lets everything pass.
    public static let all = DistroFilter()

    /// Whether the wish holds for a distro of that name.
    public func allows(_ distro: String) -> Bool {
        !excluded.contains { Glob.matches($0, distro) }
            && (included.isEmpty || included.contains { Glob.matches($0, distro) })
    }
}
