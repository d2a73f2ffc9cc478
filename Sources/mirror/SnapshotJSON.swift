internal import MirrorBase
internal import MirrorEngine

/// The history as data.
enum SnapshotJSON {
    /// Builds, one on a line.
    static func list(_ snapshots: [Snapshot]) -> String {
        JSONText.document { json in
            json.objects("snapshots", snapshots, indent: 1) { json, snapshot in
                write(snapshot, to: &json)
            }
        }
    }

    /// All that is known of one build.
    static func report(_ report: SnapshotReport) -> String {
        JSONText.document { json in
            write(report.snapshot, to: &json)
            if report.snapshot.isMirror {
                json.field("options", report.options)
                json.field("baselines", report.baselines)
                json.objects("sets", report.sets) { json, set in
                    json.field("name", set.name)
                    json.field("wishes", set.wishes)
                    if let conflict = set.conflict { json.field("conflict", conflict) }
                }
                figures("missing", report.missingPackages, report.missingBytes, to: &json)
            }
        }
    }

    /// What a rollback came to, or would.
    static func rollback(_ summary: Rollback.Summary) -> String {
        JSONText.document { json in
            json.field("distro", summary.target.distro)
            json.field("arch", summary.target.architecture)
            json.field("rollback-of", summary.target.number)
            if let number = summary.build?.snapshot { json.field("number", number) }
            json.field("result", summary.build?.result.rawValue ?? "planned")
            json.field("packages", summary.target.packages)
            json.field("bytes", summary.target.bytes)
            write(summary.changes, to: &json)
            figures("missing", summary.missingPackages, summary.missingBytes, to: &json)
            if let build = summary.build {
                figures("downloaded", build.downloadedPackages, build.downloadedBytes, to: &json)
                figures("reused", build.reusedPackages, build.reusedBytes, to: &json)
                if let tree = build.tree { json.field("tree", tree) }
                if let lock = build.lock { json.field("lock", lock) }
            }
            if let departure = summary.departure {
                json.key("departure")
                json.beginObject()
                json.field("reason", departure.reason)
                json.field("hint", departure.hint)
                json.endObject()
            }
        }
    }

    private static func write(_ snapshot: Snapshot, to json: inout JSONText) {
        json.field("number", snapshot.number)
        json.field("distro", snapshot.distro)
        json.field("arch", snapshot.architecture)
        json.field("started", snapshot.started.iso8601)
        json.field("finished", snapshot.finished.iso8601)
        json.field("result", snapshot.result)
        if let number = snapshot.rollbackOf { json.field("rollback-of", number) }
        if let error = snapshot.error { json.field("error", error) }
        guard let lock = snapshot.lock else { return }
        json.field("packages", snapshot.packages)
        json.field("bytes", snapshot.bytes)
        json.field("downloaded", snapshot.downloaded)
        json.field("reused", snapshot.reused)
        json.field("lock", lock.hex)
        if let tree = snapshot.tree { json.field("tree", tree) }
        if let changes = snapshot.changes { write(changes, to: &json) }
        json.objects("roots", snapshot.roots) { json, root in
            json.field("repository", root.repository)
            json.field("suite", root.suite)
            json.field("digest", root.digest.hex)
            json.field("date", root.date.iso8601)
            if let signer = root.signer { json.field("signer", signer) }
            json.field("url", root.url)
        }
    }

    private static func write(_ changes: SnapshotChanges, to json: inout JSONText) {
        json.object("changes") { json in
            json.field("since", changes.since)
            json.field("added", changes.added)
            json.field("removed", changes.removed)
            json.field("upgraded", changes.upgraded)
            json.field("downgraded", changes.downgraded)
            json.field("rebuilt", changes.rebuilt)
            json.field("moved", changes.moved)
        }
    }

    private static func figures(
        _ name: String, _ packages: Int, _ bytes: Int, to json: inout JSONText
    ) {
        json.object(name) { json in
            json.field("packages", packages)
            json.field("bytes", bytes)
        }
    }
}
