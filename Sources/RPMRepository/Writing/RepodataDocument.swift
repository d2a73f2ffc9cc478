/// The three documents that together describe the packages of a repository.
public enum RepodataDocument: String, Sendable, Hashable, CaseIterable {
    /// What packages are, where they lie, what they need, and some of their files.
    case primary
    /// All files of packages.
    case filelists
    /// The changes of packages.
    case other

    /// The name of the root element.
    public var rootName: String {
        switch self {
        case .primary: "metadata"
        case .filelists: "filelists"
        case .other: "otherdata"
        }
    }

    /// Whether primary lists a file: what programs are most likely to ask for, by a rule that all makers of
    /// metadata keep.
    public static func isInPrimary(_ path: String) -> Bool {
        path.hasPrefix("/etc/") || path.contains("bin/") || path == "/usr/lib/sendmail"
    }

    /// The namespace of all elements without a prefix.
    public var namespace: String {
        switch self {
        case .primary: "http://linux.duke.edu/metadata/common"
        case .filelists, .other: "http://linux.duke.edu/metadata/\(rawValue)"
        }
    }

    /// The namespace of the prefix `rpm`, which primary uses.
    static let rpmNamespace = "http://linux.duke.edu/metadata/rpm"

    /// The text before the packages.
    func start(packageCount: Int) -> [UInt8] {
        var text = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
        text += "<\(rootName) xmlns=\"\(namespace)\"".utf8
        if self == .primary { text += " xmlns:rpm=\"\(RepodataDocument.rpmNamespace)\"".utf8 }
        text += " packages=\"\(packageCount)\">\n".utf8
        return text
    }

    /// The text behind the packages.
    var end: [UInt8] { Array("</\(rootName)>\n".utf8) }

    /// The type of the record that names the database made of it.
    public var databaseType: String { rawValue + "_db" }
}
