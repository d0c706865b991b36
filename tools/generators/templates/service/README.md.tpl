# {{kebab}} {{chinese}}

Owns: nothing yet. Its aggregates are written by `npm run new aggregate <name> --in {{kebab}}`.

| | |
|---|---|
| announces | `xiezhi.{{kebab}}.events.v1` |
| reads | no topic |
| schema | `{{snake}}`; roles `{{snake}}_owner` (migrations), `{{snake}}_app` (callers, row policies), `{{snake}}_worker` (consumers, relay) |
| settings | those of every service (libs/service), none of its own |

Its store is the truth of what it decides: it may not be lost or rolled back. An altered announcement is noticed by `audit`, which
checks the chain of hashes; an altered fact that was never announced is not.
