internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import Resolver

extension WhyNotQuestion {
    /// How many versions, and how many hidden packages, are named.
    private var limit: Int { 6 }

    /// The answer where nothing meets the wish.
    func missing() -> WhyNotAnswer {
        var answer = answer(.missing, "")
        let hiding = trial.hiding(among: wishes + [wish])
        for wished in wish.alternatives {
            var target = wished
            var named = packages(named: target.name)
            let split = named.isEmpty ? split(target) : nil
            if let split {
                target.name = split
                named = packages(named: split)
            }
            let hidden = named.filter { hiding($0) != nil }
            let visible = named.filter { hiding($0) == nil }
            let fitting =
                split == nil
                ? fitting(target, hidden) : hidden.filter { isCalled(wished.name, $0) }
            if answer.headline.isEmpty {
                answer.headline = headline(target, visible, fitting, hiding)
            }
            answer.reasons += fitting.prefix(limit).map { package in
                reason(
                    "hidden",
                    "`\(universe.label(package))` \(hiding(package) ?? "does not count")")
            }
            answer.reasons += versions(visible)
            if named.isEmpty { answer.reasons += names(near: target) }
            answer.reasons += absences()
            if !fitting.isEmpty {
                answer.proposals += shown(fitting).prefix(1)
            } else if target.kind == .name, !visible.isEmpty {
                nearest(target, visible, &answer)
            }
        }
        return answer
    }

    /// The name in what is written as name and version; `nil` where no package is called so.
    private func split(_ target: WishTarget) -> String? {
        target.dashedSplits.first { !packages(named: $0.name).isEmpty }?.name
    }

    /// Whether a package's name and version may be written so.
    private func isCalled(_ text: String, _ package: PackageID) -> Bool {
        PackageQuestion(text: text).names(
            universe.nameText(package), universe.versionText(package),
            universe.architectureText(package))
    }

    private func reason(_ kind: String, _ text: String) -> WhyNotAnswer.Reason {
        WhyNotAnswer.Reason(kind: kind, text: text)
    }

    /// All packages that bear a name, the newest first.
    private func packages(named name: String) -> [PackageID] {
        guard let id = universe.names.find(name) else { return [] }
        let found = universe.providers(of: id).filter(\.isOwnName).map(\.package)
            .filter { trial.assumed?.installed.contains($0) != true }
        return found.sorted { left, right in
            let order = universe.compare(universe.version(left), universe.version(right))
            return order == 0 ? left < right : order > 0
        }
    }

    /// Those of hidden packages that are what a target says of version and architecture.
    private func fitting(_ target: WishTarget, _ hidden: [PackageID]) -> [PackageID] {
        if universe.scheme == .debian {
            let choice = VersionChoice(target)
            return hidden.filter { choice.accepts(universe.versionText($0)) }
        }
        if hidden.isEmpty { return [] }
        let all = Set(
            RPMSubject(universe).packages(
                named: target.name, VersionChoice(rpm: target, in: universe)))
        return hidden.filter(all.contains)
    }

    private func headline(
        _ target: WishTarget, _ visible: [PackageID], _ hidden: [PackageID],
        _ hiding: (PackageID) -> String?
    ) -> String {
        switch target.kind {
        case .path: return "no package of \(place) holds `\(target.name)`"
        case .glob: return "no package of \(place) has a name like `\(wish.text)`"
        case .group, .environment, .module:
            return
                "there is no group or module `\(target.name)` that `\(wish.text)` could mean in \(place)"
        case .name: break
        }
        if let package = hidden.first {
            return "`\(universe.label(package))` of \(place) \(hiding(package) ?? "does not count")"
        }
        if let newest = visible.first {
            if let architecture = target.architecture, target.constraint == nil {
                let known = Set(visible.map { universe.architectureText($0) }).sorted()
                    .map { "`\($0)`" }
                return
                    "there is no `\(target.name)` for `\(architecture)` in \(place), but for \(Enumeration.and(known))"
            }
            return
                "there is no `\(wish.text)` in \(place): the newest is `\(version(newest))`"
        }
        return "there is no package `\(target.name)` in \(place)"
    }

    private func version(_ package: PackageID) -> String {
        let text = universe.versionText(package)
        return universe.scheme == .rpm ? text.withoutZeroEpoch : text
    }

    /// Which versions there are, and where.
    private func versions(_ packages: [PackageID]) -> [WhyNotAnswer.Reason] {
        var texts: [String] = []
        for package in packages {
            let origin = universe.origin(package)
            let suite = origin.suite.isEmpty || origin.suite == "/" ? "" : " \(origin.suite)"
            let text = "`\(universe.label(package))` is in `\(origin.repository)\(suite)`"
            if !texts.contains(text) { texts.append(text) }
        }
        var found = texts.prefix(limit).map { reason("version", $0) }
        if texts.count > limit {
            found.append(reason("version", "there are \(texts.count - limit) older versions"))
        }
        return found
    }

    /// Names that may be meant, and distros that have the name.
    private func names(near target: WishTarget) -> [WhyNotAnswer.Reason] {
        if target.kind != .name { return [] }
        var names: Set<NameID> = []
        for package in universe.packages { names.insert(universe.name(package)) }
        var found: [WhyNotAnswer.Reason] = []
        let built = packages(builtFrom: target.name)
        if !built.isEmpty {
            let names = Enumeration.and(built.map { "`\($0)`" }, atMost: 6)
            found.append(
                reason("source", "`\(target.name)` is a source package, of which there is \(names)")
            )
        }
        let near = Suggestion.near(target.name, among: names.map { universe.names.string($0) })
            .filter { !built.contains($0) && !Suggestion.sharesOnlyEnd($0, with: target.name) }
        if !near.isEmpty {
            found.append(
                reason("near", "near names: \(near.map { "`\($0)`" }.joined(separator: ", "))"))
        }
        let places = context.knownNames.finder(except: place)(target.name).sorted()
        if !places.isEmpty {
            found.append(
                reason(
                    "elsewhere", "`\(target.name)` exists in \(Enumeration.and(places, atMost: 6))")
            )
        }
        return found
    }

    /// The packages that are built from a source package of dpkg that is called otherwise.
    private func packages(builtFrom source: String) -> [String] {
        if universe.scheme != .debian { return [] }
        let field = Array("Source: \(source)".utf8)
        var found: Set<String> = []
        for package in universe.packages {
            let stanza = universe.stanza(package).span
            var start = 0
            while start < stanza.count {
                let end = ByteSearch.first(UInt8(ascii: "\n"), in: stanza, from: start)
                // Behind the name there may be a version in brackets.
                if end - start >= field.count, ByteSearch.isEqual(field.span, stanza, at: start),
                    end - start == field.count || stanza[start + field.count] == UInt8(ascii: " ")
                {
                    found.insert(universe.nameText(package))
                }
                start = end + 1
            }
        }
        return found.sorted()
    }

    /// Repositories that have nothing for the architecture.
    private func absences() -> [WhyNotAnswer.Reason] {
        let architecture = context.plan.architecture.name
        return context.plan.distro.repositories.filter {
            $0.isEnabled && !$0.serves(architecture)
        }.map {
            reason("architecture", "`\($0.id)` has nothing for \(architecture) by the distro file")
        }
    }

    // MARK: - What would work

    /// The nearest to a wish for a version that does not exist: what the mirror has of the name already, the
    /// wishes for it that can be relaxed, or the name by itself.
    private func nearest(
        _ target: WishTarget, _ visible: [PackageID], _ answer: inout WhyNotAnswer
    ) {
        let chosen = before.packages(beside: trial.assumed)
        let there = visible.filter(chosen.contains)
        if !there.isEmpty {
            answer.chosen += there.map { NamedPackage($0, in: universe) }
            answer.reasons.append(reason("there", presence(of: there, target)))
        }
        let text =
            target.name
            + (target.constraint == nil ? "" : target.architecture.map { ":\($0)" } ?? "")
        let unmet = unmetWishes(for: target)
        if unmet.isEmpty {
            if !there.isEmpty { return }
            guard let wish = try? Wish(parsing: text) else { return }
            answer.proposals += [
                proposal(
                    "`\(text)` takes the newest: add it to the wishes", WishChange(added: [wish]),
                    on: ground)
            ].compactMap(\.self)
        } else if let relaxed = relaxation(of: unmet, as: text) {
            answer.proposals.append(relaxed)
        }
    }

    /// What of a name is in the mirror without the wish, and by what.
    private func presence(of packages: [PackageID], _ target: WishTarget) -> String {
        let labels = Enumeration.and(packages.map { "`\(universe.label($0))`" }, atMost: 3)
        let own = wishes.first { wish in
            wish.alternatives.contains { $0.kind == .name && $0.name == target.name }
        }
        if let own { return "the wish `\(own.text)` as it stands gives \(labels)" }
        let verb = packages.count > 1 ? "are" : "is"
        return "\(labels) \(verb) in the mirror already, for what else is wished"
    }

    /// The manifest's wishes for a name that nothing meets.
    private func unmetWishes(for target: WishTarget) -> [Wish] {
        editor.wishes.map(\.wish).filter { other in
            other.alternatives.count == 1 && !wishes.contains(other)
                && other.alternatives[0].kind == .name && other.alternatives[0].name == target.name
        }
    }

    /// Wishes written without what they say of versions, where that works.
    private func relaxation(of unmet: [Wish], as text: String) -> WhyNotAnswer.Proposal? {
        guard let first = unmet.first, first.text != text else { return nil }
        let change = WishChange(rewritten: unmet.map { .init(wish: $0.text, text: text) })
        return proposal(
            "write `\(text)` instead of `\(first.text)`: it takes the newest", change, on: ground)
    }

    /// Wishes that make hidden packages count.
    private func shown(_ hidden: [PackageID]) -> [WhyNotAnswer.Proposal] {
        func proposal(
            _ text: String, _ added: [String], bringing package: PackageID
        ) -> WhyNotAnswer.Proposal? {
            var new = added.compactMap { try? Wish(parsing: $0) }
            if new.count != added.count { return nil }
            if added.last == wish.text { new[new.count - 1] = wish }
            new.removeAll { isLeftOut && $0.text == wish.text }
            return self.proposal(text, WishChange(added: new), on: ground, bringing: package)
        }
        for package in hidden.prefix(limit) {
            for addition in trial.additions(for: package, among: wishes) {
                let text =
                    "add `\(addition)`\(isLeftOut ? "" : " and `\(wish.text)`") to the wishes, which makes that stream active"
                if let found = proposal(text, [addition, wish.text], bringing: package) {
                    return [found]
                }
            }
            if universe.scheme == .debian {
                let named = "\(universe.nameText(package)) (= \(universe.versionText(package)))"
                if isLeftOut {
                    let change = WishChange(rewritten: [.init(wish: wish.text, text: named)])
                    let text =
                        "write `\(named)` instead of `\(wish.text)`: what a wish names by version counts all the same"
                    if let found = self.proposal(text, change, on: ground, bringing: package) {
                        return [found]
                    }
                    continue
                }
                let text =
                    "add `\(named)` to the wishes: what a wish names by version counts all the same"
                if let found = proposal(text, [named], bringing: package) { return [found] }
            }
        }
        return []
    }
}
