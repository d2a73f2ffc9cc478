extension RPMPackageSpec {
    /// The part of a spec file that makes this package, as one of several of that file.
    func specText() -> String {
        var text = "\n%package -n \(quoted(name))\nSummary: \(quoted(summary))\n"
        if let epoch { text += "Epoch: \(epoch)\n" }
        text += "Version: \(version)\nRelease: \(release)\nLicense: \(quoted(license))\n"
        if let vendor { text += "Vendor: \(quoted(vendor))\n" }
        if let url { text += "URL: \(quoted(url))\n" }
        if architecture == "noarch" { text += "BuildArch: noarch\n" }
        if let modularityLabel { text += "ModularityLabel: \(modularityLabel)\n" }
        text += "AutoReqProv: no\n"
        let lists = [
            ("Provides", provides), ("Requires", requires), ("Requires(pre)", requiresBefore),
            ("Conflicts", conflicts), ("Obsoletes", obsoletes), ("Recommends", recommends),
            ("Suggests", suggests), ("Supplements", supplements), ("Enhances", enhances),
        ]
        for (tag, values) in lists {
            for value in values { text += "\(tag): \(quoted(value))\n" }
        }
        text += "\n%description -n \(quoted(name))\n\(quoted(summary)).\n"
        text += "\n%files -n \(quoted(name))\n%defattr(-,root,root)\n"
        for (path, member) in files.sorted(by: { $0.key < $1.key }) {
            switch member {
            case .directory: text += "%dir "
            case .ghost: text += "%ghost "
            case .file, .link: break
            }
            text += path.contains(" ") ? "\"\(quoted(path))\"\n" : quoted(path) + "\n"
        }
        return text
    }

    /// The changes as a spec file has them; every package of a file has the same.
    static func changelogText(_ changes: [Change]) -> String {
        if changes.isEmpty { return "" }
        return "\n%changelog\n"
            + changes.map { "* \($0.day) \($0.author)\n\($0.text)\n\n" }.joined()
    }

    /// A text in which rpmbuild finds no macro.
    private func quoted(_ text: String) -> String { text.replacing("%", with: "%%") }
}
