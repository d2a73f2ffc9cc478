internal import MirrorBase

extension LockReader {
    /// The baselines of the inputs; absent where there are none.
    func baselines(_ inputs: JSONNode) throws(LockError) -> [Lock.Baseline] {
        if inputs["baselines"] == nil { return [] }
        var baselines: [Lock.Baseline] = []
        for value in try array(inputs, "baselines") {
            try keys(of: value, ["name", "mode", "digest"])
            let mode = try word(value, "mode")
            guard let mode = BaselineMode(rawValue: mode) else {
                throw failure(.badText(key: "mode", value: mode), value["mode"] ?? value)
            }
            baselines.append(
                Lock.Baseline(
                    name: try string(value, "name"), mode: mode,
                    digest: try digest(value, "digest")))
        }
        return baselines
    }

    /// What is on the machine already; absent where nothing is taken for granted.
    func assumed(_ root: JSONNode) throws(LockError) -> Lock.Assumed {
        if root["assumed"] == nil { return Lock.Assumed() }
        let value = try member(root, "assumed")
        try keys(of: value, ["wishes", "packages"])
        var packages: [Lock.Installed] = []
        for element in try array(value, "packages") {
            try keys(of: element, ["name", "version", "arch", "record", "files"])
            packages.append(
                Lock.Installed(
                    name: try word(element, "name"), version: try word(element, "version"),
                    architecture: try word(element, "arch"),
                    record: element["record"] == nil ? "" : try string(element, "record"),
                    files: element["files"] == nil ? [] : try strings(element, "files")))
        }
        return Lock.Assumed(packages: packages, wishes: try strings(value, "wishes"))
    }
}
