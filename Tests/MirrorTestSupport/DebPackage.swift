/// A small binary package, made by a test: what its control file says and which files it holds.
///
/// `archive()` makes a real `.deb` of it, which dpkg unpacks and installs.
public struct DebPackage: Sendable {
    /// How the two tar members are stored.
    public enum Compression: Sendable {
        case none, gzip
    }

    /// The `Package` field.
    public var name: String
    /// The `Version` field, with its epoch where there is one.
    public var version: String
    /// The `Architecture` field; `all` for a package that fits every one.
    public var architecture: String
    /// Further control fields in their order: `Depends`, `Provides`, `Multi-Arch`, `Essential` …
    public var fields: [(name: String, value: String)]
    /// The files it installs: absolute path to content.
    public var files: [String: String]
    /// Further members of the control archive, such as `postinst`; they are made executable.
    public var scripts: [String: String] = [:]
    /// How the two tar members are stored.
    public var compression = Compression.gzip

    /// Makes a package; `fields` are further control fields in their order.
    public init(
        name: String, version: String = "1.0-1", architecture: String = "amd64",
        fields: KeyValuePairs<String, String> = [:], files: [String: String] = [:]
    ) {
        self.init(
            name: name, version: version, architecture: architecture,
            fields: fields.map { ($0.key, $0.value) }, files: files)
    }

    /// Makes a package; `fields` are further control fields in their order.
    public init(
        name: String, version: String = "1.0-1", architecture: String = "amd64",
        fields: [(String, String)], files: [String: String] = [:]
    ) {
        self.name = name
        self.version = version
        self.architecture = architecture
        self.fields = fields.map { (name: $0.0, value: $0.1) }
        self.files = files
    }

    /// The value of a further control field.
    public subscript(_ field: String) -> String? {
        fields.first { $0.name.lowercased() == field.lowercased() }?.value
    }

    /// The file name in a pool: `name_version_arch.deb`, without the epoch, as Debian writes it.
    public var fileName: String {
        let upstream = version.split(separator: ":", maxSplits: 1).last.map(String.init) ?? version
        return "\(name)_\(upstream)_\(architecture).deb"
    }

    /// The directory in a pool: `pool/main/c/curl`, `pool/main/libx/libx11`.
    public func poolDirectory(component: String) -> String {
        let source = self["Source"]?.split(separator: " ").first.map(String.init) ?? name
        let prefix = source.hasPrefix("lib") ? source.prefix(4) : source.prefix(1)
        let folder = component.split(separator: "/").last.map(String.init) ?? component
        return "pool/\(folder)/\(prefix)/\(source)"
    }

    /// All control fields, in the order of a binary package's control file.
    public var controlFields: [(name: String, value: String)] {
        var result = [
            (name: "Package", value: name), (name: "Version", value: version),
            (name: "Architecture", value: architecture),
        ]
        let defaults = [
            ("Maintainer", "Sample Archive <archive@example.org>"), ("Section", "misc"),
            ("Priority", "optional"),
            ("Installed-Size", "\(max(1, files.values.reduce(0) { $0 + $1.utf8.count } / 1024))"),
        ]
        for (field, value) in defaults where self[field] == nil { result.append((field, value)) }
        result += fields
        if self["Description"] == nil { result.append(("Description", "sample of \(name)")) }
        return result
    }

    /// The `control` file.
    public var control: String {
        controlFields.map { "\($0.name): \($0.value)\n" }.joined()
    }
}
