import MirrorTestSupport
import SystemIO
import Testing

@testable import RPMRepository

/// Comps documents to test with, and what another program reads in them.
enum CompsSamples {
    static let baseOS =
        "rpm/cs9-baseos/repodata/2ac4e27794f840034a13bb60800aba194e89fcd2175c87f57cfbd649139feff3-comps-BaseOS.x86_64.xml.gz"
    static let appStream =
        "rpm/cs9-appstream/repodata/db284c8c2444a36ecf2240107e338f559e4262792492818e4ebf8ccb7a424e8a-comps-AppStream.x86_64.xml"
    static let documents = [
        baseOS, appStream,
        "rpm/centos72-os/repodata/436345f4b666f0a461d479ccfabc2c22823d4f2173c2653e5250fea62f0afe98-c7-x86_64-comps.xml.gz",
        "rpm/centos7-minimal/repodata/83b61f9495b5f728989499479e928e09851199a8846ea37ce008a3eb79ad84a0-c7-minimal-x86_64-comps.xml",
        "fixtures/createrepo_c/comps_files/comps_00.xml",
        "fixtures/createrepo_c/other_metadata/comps-f19.xml",
        "fixtures/comps-bad/sample_comps_bad1.xml",
        "fixtures/comps-bad/sample_comps_bad2.xml",
        "fixtures/comps-bad/sample_comps_bad3.xml",
    ]

    static func text(_ name: String) throws -> [UInt8] {
        let path = try #require(Corpora.file(name))
        if !name.hasSuffix(".gz") { return try Files.read(path) }
        return try Subprocess.check("gzip", ["-dc", path.string]).standardOutput
    }

    static let python = "/usr/bin/python3"
    static let hasLibcomps =
        (try? Subprocess.run(python, ["-c", "import libcomps"]))?.succeeded == true

    /// Groups, environments and what they list, as libcomps reads them: a line each.
    static func readByLibcomps(_ text: [UInt8]) throws -> [String] {
        let directory = try TemporaryDirectory("comps")
        try Files.replace(directory / "comps.xml", with: text)
        let script = """
            import sys, libcomps
            comps = libcomps.Comps()
            comps.fromxml_f(sys.argv[1])
            types = ['default', 'optional', 'conditional', 'mandatory', 'unknown']
            for group in comps.groups:
                if not group.id: continue
                print('group', group.id, group.name)
                for package in group.packages:
                    print(' ', types[package.type], package.name, package.requires)
            for environment in comps.environments:
                print('environment', environment.id, environment.name)
                print('  ' + ' '.join(group.name for group in environment.group_ids))
                print('  ' + ' '.join(group.name for group in environment.option_ids))
            """
        let outcome = try Subprocess.check(
            python, ["-c", script, (directory / "comps.xml").string])
        return String(decoding: outcome.standardOutput, as: UTF8.self).split(separator: "\n").map(
            String.init)
    }

    /// The same as this program reads it.
    static func describe(_ comps: Comps) -> [String] {
        var lines: [String] = []
        for group in comps.groups {
            lines.append("group \(group.id) \(group.name.isEmpty ? "None" : group.name)")
            for member in group.packages {
                let words =
                    switch member.kind {
                    case .mandatory: "mandatory \(member.name) None"
                    case .usual: "default \(member.name) None"
                    case .optional: "optional \(member.name) None"
                    case .conditional(let other): "conditional \(member.name) \(other)"
                    case .unknown: "unknown \(member.name) None"
                    }
                lines.append("  " + words)
            }
        }
        for item in comps.environments {
            lines.append("environment \(item.id) \(item.name)")
            lines.append("  " + item.groups.ids.joined(separator: " "))
            lines.append("  " + item.optionalGroups.ids.joined(separator: " "))
        }
        return lines
    }
}
