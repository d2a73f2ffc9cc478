/// Fills `$name` and `${name}` in addresses and suites.
///
/// A name is letters, digits and underscores, and begins with no digit; any other `$` stands for itself.
enum Variables {
    /// A variable that has no value, and the characters that name it.
    struct Unknown: Error {
        var name: String
        var range: Range<Int>
    }

    /// Whether a variable can have that name.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.unicodeScalars.allSatisfy(isNameScalar)
    }

    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }

    /// The text with every variable replaced by its value; values are taken as they are.
    static func expand(_ text: String, _ values: [String: String]) throws(Unknown) -> String {
        let characters = Array(text)
        var result = ""
        var index = 0
        while index < characters.count {
            guard characters[index] == "$", let reference = reference(characters, at: index) else {
                result.append(characters[index])
                index += 1
                continue
            }
            guard let value = values[reference.name] else {
                throw Unknown(name: reference.name, range: reference.range)
            }
            result += value
            index = reference.range.upperBound
        }
        return result
    }

    private static func reference(_ characters: [Character], at dollar: Int)
        -> (name: String, range: Range<Int>)?
    {
        let isBraced = dollar + 1 < characters.count && characters[dollar + 1] == "{"
        let start = dollar + (isBraced ? 2 : 1)
        var end = start
        while end < characters.count, characters[end].unicodeScalars.allSatisfy(isNameScalar) {
            end += 1
        }
        let name = String(characters[start..<end])
        guard isName(name) else { return nil }
        if !isBraced { return (name, dollar..<end) }
        guard end < characters.count, characters[end] == "}" else { return nil }
        return (name, dollar..<end + 1)
    }
}

extension Distro {
    /// The names that every file can use without setting them.
    static let builtInVariables = [
        "arch", "basearch", "codename", "distro", "release", "releasever",
    ]

    /// The names that a run may set: the file's own.
    public var variableNames: [String] {
        Set(repositories.flatMap(\.variables.keys)).union(variables.keys).sorted()
    }

    /// The values of all variables for one repository and architecture.
    ///
    /// What the run sets goes before what the repository sets, that before the file's own, and those
    /// before what follows from the distro: `$arch` (also `$basearch`) as addresses spell it, `$codename`,
    /// `$release` (also `$releasever`) and `$distro`.
    public func values(
        for repository: DistroRepository, architecture: DistroArchitecture,
        overrides: [String: String] = [:]
    ) -> [String: String] {
        var values = [
            "arch": architecture.urlName, "basearch": architecture.urlName, "distro": name,
            "release": release, "releasever": release,
        ]
        values["codename"] = codename
        for more in [variables, repository.variables, overrides] {
            values.merge(more) { _, new in new }
        }
        return values
    }

    /// The addresses of a repository, in the order in which they are tried; empty for loose packages.
    ///
    /// For a mirror list or Metalink these are the addresses of that document.
    public func addresses(
        of repository: DistroRepository, architecture: DistroArchitecture,
        overrides: [String: String] = [:]
    ) -> [String] {
        expand(
            DistroRepository.templates(repository.place.locations, for: architecture.name),
            values(for: repository, architecture: architecture, overrides: overrides))
    }

    /// Where a repository is once the release is given up, in the order in which they are tried.
    public func archivedAddresses(
        of repository: DistroRepository, architecture: DistroArchitecture,
        overrides: [String: String] = [:]
    ) -> [String] {
        expand(
            DistroRepository.templates(repository.archived, for: architecture.name),
            values(for: repository, architecture: architecture, overrides: overrides))
    }

    /// The suites of a repository; `/` alone where it is flat.
    public func suites(
        of repository: DistroRepository, architecture: DistroArchitecture,
        overrides: [String: String] = [:]
    ) -> [String] {
        expand(
            repository.suites,
            values(for: repository, architecture: architecture, overrides: overrides))
    }

    /// Where a key of a repository can be fetched, in the order in which they are tried.
    public func addresses(
        of key: SigningKey, for repository: DistroRepository, architecture: DistroArchitecture,
        overrides: [String: String] = [:]
    ) -> [String] {
        expand(
            key.addresses,
            values(for: repository, architecture: architecture, overrides: overrides))
    }

    /// An address that the run brings along, as for `--source`, with the variables of a repository.
    ///
    /// Where a variable has no value the text is left as it is.
    public func expand(
        _ template: String, for repository: DistroRepository, architecture: DistroArchitecture,
        overrides: [String: String] = [:]
    ) -> String {
        expand(
            [template], values(for: repository, architecture: architecture, overrides: overrides))[
                0]
    }

    /// Expands what was found sound when the file was read; every name in it has a value.
    private func expand(_ templates: [String], _ values: [String: String]) -> [String] {
        templates.map { template in
            do { return try Variables.expand(template, values) } catch { return template }
        }
    }
}
