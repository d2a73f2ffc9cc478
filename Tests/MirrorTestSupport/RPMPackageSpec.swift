/// A small rpm package, made by a test: what its header says and which files it holds.
///
/// `RPMPackageBuilder` makes a real `.rpm` of it with rpmbuild, for any architecture and without a
/// compiler. What the header says about dependencies is exactly this and what rpmbuild always adds: the
/// package itself (`curl = 7.61`, `curl(x86-64) = 7.61`) and the `rpmlib(…)` features that it used.
public struct RPMPackageSpec: Sendable, Hashable {
    /// A change in the package's log.
    public struct Change: Sendable, Hashable {
        /// The day, as rpmbuild reads it: `Mon Mar 04 2024`.
        public var day: String
        /// Name, address and version: `Ann Author <ann@example.org> - 1.0-1`.
        public var author: String
        /// One or more lines, each of which begins with `-`.
        public var text: String

        /// Describes a change.
        public init(day: String, author: String, text: String) {
            self.day = day
            self.author = author
            self.text = text
        }
    }

    /// What a path is in a package.
    public enum Member: Sendable, Hashable {
        /// A file with a text.
        case file(String = "")
        /// A directory.
        case directory
        /// A link to a path.
        case link(String)
        /// A file that is only named: it is neither in the package nor written when it is installed.
        case ghost
    }

    /// The name.
    public var name: String
    /// The epoch; `nil` where the header has none.
    public var epoch: Int?
    /// The version, without epoch and release.
    public var version: String
    /// The release.
    public var release: String
    /// The architecture; `noarch` for a package that fits every one.
    public var architecture: String
    /// What it provides besides itself: `name`, `name = 1:2-3`.
    public var provides: [String] = []
    /// What it needs: `name`, `name >= 2`, `/a/path`, `(rich and dependency)`.
    public var requires: [String] = []
    /// What it needs before its scripts run.
    public var requiresBefore: [String] = []
    /// What cannot be installed beside it.
    public var conflicts: [String] = []
    /// What it takes the place of.
    public var obsoletes: [String] = []
    /// What it should have.
    public var recommends: [String] = []
    /// What it could have.
    public var suggests: [String] = []
    /// What should have it.
    public var supplements: [String] = []
    /// What could have it.
    public var enhances: [String] = []
    /// Its files by absolute path.
    public var files: [String: Member] = [:]
    /// Its changes, newest first.
    public var changes: [Change] = []
    /// The module that it belongs to: `name:stream:version:context`.
    public var modularityLabel: String?
    /// One line about it.
    public var summary: String
    /// Who made it.
    public var vendor: String?
    /// A page about it.
    public var url: String?
    /// Under which terms it is.
    public var license = "MIT"

    /// Makes a package.
    ///
    /// `version` is `version-release`, with `epoch:` before it where there is one.
    public init(
        _ name: String, _ version: String = "1.0-1", architecture: String = "x86_64",
        provides: [String] = [], requires: [String] = [], files: [String: Member] = [:]
    ) {
        self.name = name
        self.architecture = architecture
        self.provides = provides
        self.requires = requires
        self.files = files
        summary = "sample of \(name)"
        let parts = version.split(separator: ":", maxSplits: 1)
        epoch = parts.count == 2 ? Int(parts[0]) : nil
        let rest = (parts.last ?? "").split(separator: "-", maxSplits: 1)
        self.version = String(rest.first ?? "0")
        release = rest.count == 2 ? String(rest[1]) : "1"
    }

    /// A package with some of its properties changed.
    public func with(_ change: (inout RPMPackageSpec) -> Void) -> RPMPackageSpec {
        var copy = self
        change(&copy)
        return copy
    }

    /// The file name: `name-version-release.arch.rpm`, without the epoch.
    public var fileName: String { "\(name)-\(version)-\(release).\(architecture).rpm" }

    /// `name-epoch:version-release.arch`, with an epoch in any case.
    public var nevra: String { "\(name)-\(epoch ?? 0):\(version)-\(release).\(architecture)" }
}
