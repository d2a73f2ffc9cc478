/// The layout of the databases, number 10, as createrepo makes it and yum reads it.
enum DatabaseSchema {
    /// The lists of dependencies, which are tables of primary and elements of `<format>`.
    static let dependencyTables = [
        "requires", "provides", "conflicts", "obsoletes", "suggests", "enhances", "recommends",
        "supplements",
    ]

    /// The columns of a package in primary with their types.
    static let packageColumns = [
        "pkgKey INTEGER PRIMARY KEY", "pkgId TEXT", "name TEXT", "arch TEXT", "version TEXT",
        "epoch TEXT", "release TEXT", "summary TEXT", "description TEXT", "url TEXT",
        "time_file INTEGER", "time_build INTEGER", "rpm_license TEXT", "rpm_vendor TEXT",
        "rpm_group TEXT", "rpm_buildhost TEXT", "rpm_sourcerpm TEXT", "rpm_header_start INTEGER",
        "rpm_header_end INTEGER", "rpm_packager TEXT", "size_package INTEGER",
        "size_installed INTEGER", "size_archive INTEGER", "location_href TEXT",
        "location_base TEXT", "checksum_type TEXT",
    ]

    /// The statements that make an empty database, with triggers.
    static func tables(of document: RepodataDocument) -> [String] {
        let information = "CREATE TABLE db_info (dbversion INTEGER, checksum TEXT)"
        switch document {
        case .primary:
            let children = ["files"] + dependencyTables
            return [
                information, table("packages", packageColumns),
                table("files", ["name TEXT", "type TEXT", "pkgKey INTEGER"]),
            ]
                + dependencyTables.map { name in
                    let pre = name == "requires" ? [", pre BOOLEAN DEFAULT FALSE"] : [""]
                    return "CREATE TABLE \(name) (  name TEXT,  flags TEXT,  epoch TEXT,"
                        + "  version TEXT,  release TEXT,  pkgKey INTEGER \(pre[0]))"
                } + [trigger("removals", children)]
        case .filelists:
            return [
                information, table("packages", ["pkgKey INTEGER PRIMARY KEY", "pkgId TEXT"]),
                table(
                    "filelist",
                    ["pkgKey INTEGER", "dirname TEXT", "filenames TEXT", "filetypes TEXT"]),
                trigger("remove_filelist", ["filelist"]),
            ]
        case .other:
            return [
                information, table("packages", ["pkgKey INTEGER PRIMARY KEY", "pkgId TEXT"]),
                table(
                    "changelog",
                    ["pkgKey INTEGER", "author TEXT", "date INTEGER", "changelog TEXT"]),
                trigger("remove_changelogs", ["changelog"]),
            ]
        }
    }

    /// The statements that make the indexes, once all rows are there.
    static func indexes(of document: RepodataDocument) -> [String] {
        switch document {
        case .primary:
            return [
                "CREATE INDEX packagename ON packages (name)",
                "CREATE INDEX packageId ON packages (pkgId)",
                "CREATE INDEX filenames ON files (name)",
                "CREATE INDEX pkgfiles ON files (pkgKey)",
            ]
                + dependencyTables.flatMap { table in
                    let byKey = "CREATE INDEX pkg\(table) on \(table) (pkgKey)"
                    guard ["requires", "provides"].contains(table) else { return [byKey] }
                    return [byKey, "CREATE INDEX \(table)name ON \(table) (name)"]
                }
        case .filelists:
            return [
                "CREATE INDEX keyfile ON filelist (pkgKey)",
                "CREATE INDEX pkgId ON packages (pkgId)",
                "CREATE INDEX dirnames ON filelist (dirname)",
            ]
        case .other:
            return [
                "CREATE INDEX keychange ON changelog (pkgKey)",
                "CREATE INDEX pkgId ON packages (pkgId)",
            ]
        }
    }

    private static func table(_ name: String, _ columns: [String]) -> String {
        "CREATE TABLE \(name) (\(columns.map { "  " + $0 }.joined(separator: ",")))"
    }

    private static func trigger(_ name: String, _ tables: [String]) -> String {
        let deletions = tables.map { "    DELETE FROM \($0) WHERE pkgKey = old.pkgKey;" }
        return "CREATE TRIGGER \(name) AFTER DELETE ON packages  BEGIN\(deletions.joined())  END"
    }
}
