/// Fills `$name`, `${name}`, `${name:-word}` and `${name:+word}` in addresses, suites and paths.
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
    ///
    /// `${name:-word}` is `word` where the variable has no value or an empty one, `${name:+word}` where it
    /// has one, and else nothing; the word may hold variables itself. As in dnf and libzypp.
    static func expand(_ text: String, _ values: [String: String]) throws(Unknown) -> String {
        let characters = Array(text)
        return try expand(characters, in: characters.indices, values)
    }

    /// The variables that a text names, also within words for when there is none.
    static func names(in text: String) -> Set<String> {
        let characters = Array(text)
        var names: Set<String> = []
        for index in characters.indices where characters[index] == "$" {
            if let reference = reference(characters[...], at: index) {
                names.insert(reference.name)
            }
        }
        return names
    }

    private static func expand(
        _ characters: [Character], in range: Range<Int>, _ values: [String: String]
    ) throws(Unknown) -> String {
        var result = ""
        var index = range.lowerBound
        while index < range.upperBound {
            guard characters[index] == "$",
                let reference = reference(characters[..<range.upperBound], at: index)
            else {
                result.append(characters[index])
                index += 1
                continue
            }
            let value = values[reference.name]
            let isEmpty = value?.isEmpty ?? true
            if let word = reference.word, isEmpty == reference.isFallback {
                result += try expand(characters, in: word, values)
            } else if reference.word != nil, !reference.isFallback {
                // Without a value there is nothing to put here.
            } else if let value {
                result += value
            } else {
                throw Unknown(name: reference.name, range: reference.range)
            }
            index = reference.range.upperBound
        }
        return result
    }

    /// A use of a variable: its name, all of its characters, and those of the word after `:-` or `:+`.
    private struct Reference {
        var name: String
        var range: Range<Int>
        var word: Range<Int>?
        /// Whether the word is for when there is no value.
        var isFallback = false
    }

    private static func reference(_ characters: ArraySlice<Character>, at dollar: Int)
        -> Reference?
    {
        let limit = characters.endIndex
        let isBraced = dollar + 1 < limit && characters[dollar + 1] == "{"
        let start = dollar + (isBraced ? 2 : 1)
        var end = start
        while end < limit, characters[end].unicodeScalars.allSatisfy(isNameScalar) { end += 1 }
        guard end > start else { return nil }
        let name = String(characters[start..<end])
        guard isName(name) else { return nil }
        if !isBraced { return Reference(name: name, range: dollar..<end) }
        guard end < limit else { return nil }
        if characters[end] == "}" { return Reference(name: name, range: dollar..<end + 1) }
        guard characters[end] == ":", end + 1 < limit, "-+".contains(characters[end + 1]),
            let closing = closing(characters, from: end + 2)
        else { return nil }
        return Reference(
            name: name, range: dollar..<closing + 1, word: end + 2..<closing,
            isFallback: characters[end + 1] == "-")
    }

    /// The brace that ends what begins at `start`, past those of variables within.
    private static func closing(_ characters: ArraySlice<Character>, from start: Int) -> Int? {
        var depth = 0
        for index in start..<characters.endIndex {
            if characters[index] == "{", characters[index - 1] == "$" { depth += 1 }
            guard characters[index] == "}" else { continue }
            if depth == 0 { return index }
            depth -= 1
        }
        return nil
    }
}

extension Distro {
    /// The names that a run may set: the file's own.
    public var variableNames: [String] {
        Set(repositories.flatMap(\.variables.keys)).union(variables.keys).sorted()
    }

    /// The values of all variables for one repository and architecture.
    ///
    /// What the run sets goes before what the repository sets, that before the file's own, and those
    /// before what follows from the distro: `$basearch` as addresses spell it, `$arch` (for rpm as
    /// packages spell it), `$codename`, `$release` (also `$releasever`), `$distro`, and for rpm
    /// `$infra`. `$releasever_major` and `$releasever_minor` are what is before and after the first dot
    /// of `$releasever`, as in dnf, unless they are set.
    public func values(
        for repository: DistroRepository, architecture: DistroArchitecture,
        overrides: [String: String] = [:]
    ) -> [String: String] {
        values(
            architecture: architecture,
            own: variables.merging(repository.variables) { _, new in new }, overrides: overrides)
    }

    /// The values of all variables that hold outside of repositories.
    func values(architecture: DistroArchitecture, overrides: [String: String] = [:])
        -> [String: String]
    {
        values(architecture: architecture, own: variables, overrides: overrides)
    }

    private func values(
        architecture: DistroArchitecture, own: [String: String], overrides: [String: String]
    ) -> [String: String] {
        var values = [
            "arch": architecture.urlName, "basearch": architecture.urlName, "distro": name,
            "release": release, "releasever": release,
        ]
        values["codename"] = codename
        if family == .rpm {
            values["arch"] = architecture.name
            // What dnf assumes of every machine that is no part of the distribution's own.
            values["infra"] = "stock"
        }
        let set = own.merging(overrides) { _, new in new }
        values.merge(set) { _, new in new }
        let parts = (values["releasever"] ?? "").split(
            separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        values["releasever_major"] = set["releasever_major"] ?? parts.first.map(String.init)
        values["releasever_minor"] =
            set["releasever_minor"] ?? (parts.count > 1 ? String(parts[1]) : "")
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

    /// Addresses of a repository beside the document that lists them, for when that cannot be had.
    public func fallbackAddresses(
        of repository: DistroRepository, architecture: DistroArchitecture,
        overrides: [String: String] = [:]
    ) -> [String] {
        expand(
            DistroRepository.templates(repository.fallbacks, for: architecture.name),
            values(for: repository, architecture: architecture, overrides: overrides))
    }

    /// Where a single package file of a repository can be had, in the order in which they are tried.
    public func addresses(
        of package: LoosePackage, in repository: DistroRepository,
        architecture: DistroArchitecture, overrides: [String: String] = [:]
    ) -> [String] {
        expand(
            package.addresses,
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
