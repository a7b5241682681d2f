#!/bin/sh
# Whom to write to about a council, as a vCard written by @covve/easy-vcard, "an implementation of the version 4.0
# vcard". In a value a comma parts several and a semicolon parts components; where they are text a backslash stands
# before them, in a name, an organisation, an address, and a comma in every text (RFC 6350, 3.4 and 6: MUST). It writes
# them bare: "Children; Schools, Families" is an organisation with a unit called "Schools, Families", a nickname with a
# comma is two, and the address "1 High Street; Annex" moves the town into the county's place and the postcode into the
# country's. And Formatter.format, by its README the way to the text, says of a card with names as there that it has "no
# name entry"; toString gives it.
# Expected: what vcard4 reads is what was put in. Instead: vcard4 writes them. Seen with @covve/easy-vcard 1.1.1 and
# vcard4 4.0.5: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts @covve/easy-vcard@1.1.1 vcard4@4.0.5 >/dev/null
cat > seen.mjs <<'J'
import { Formatter, VCard } from "@covve/easy-vcard"
import { parse } from "vcard4"

const card = new VCard().setFullName("Barrow Review Team").addFirstName("Alpha").addLastName("Team")
card.addNickname("Red, then amber").addOrganization("Children; Schools, Families")
card.addAddress("1 High Street; Annex", "Barrow", "", "AB1 2CD", "UK")
const text = card.toString()
console.log(text)
const read = parse(text)
const value = (name) => JSON.stringify([read.getProperty(name)].flat()[0].value)
const seen = ["NICKNAME", "ORG", "ADR"].map((name) => `${name} ${value(name)}`)
try {
  new Formatter().format(card)
  seen.push("a text")
} catch (error) {
  seen.push(error.message)
}
console.log(seen.join("\n"))
const known = [
  'NICKNAME ["Red"," then amber"]',
  'ORG ["Children",[" Schools"," Families"]]',
  'ADR {"postOfficeBox":"","extendedAddress":"","streetAddress":"1 High Street","locality":" Annex","region":"Barrow",'
    + '"postalCode":"","countryName":"AB1 2CD"}',
  "tried to format a vcard that had no name entry while name is mandatory",
]
process.exit(seen.join("\n") === known.join("\n") ? 0 : 1)
J
node seen.mjs
