/** What to do about a complaint, by how it is worded. The first that fits is told. */
const advices: readonly (readonly [RegExp, string])[] = [
  [/Unrecognized key/, 'take it out, or spell it as the schema in docs/schemas/pack does'],
  [/no stage /, 'add the stage, or name one that is there'],
  [/cannot be reached from/, 'let a step lead to it, or take the stage out'],
  [/is a dead end/, 'let a step lead on from it, or name it among the ends'],
  [/stands twice/, 'give one of them another name, or take it out'],
  [/either actors or an event/, 'say who takes the step (actors) or what event does (driven), and not both'],
  [/charts\/[a-z-]+\.yaml (knows no party|has no field|has no step)/, 'name one that this chart has'],
  [/no (party|section|field|amount|checklist|transition|limit|document|planned day) /, 'define it in this chart, or name one that is'],
  [/waits for itself/, 'let a person take one of the steps of the circle'],
  [/waits for .*which is not there/, 'add it, or name one that is there'],
  [/no chart has the (step|stage)/, 'add it to the chart, or name one that is there'],
  [/routes\.yaml has no /, 'add the route, or name one that is there: a pack that brings routes brings all that it names'],
  [/hands over a problem, and opens no file/, 'name a route that hands over a clue or a file'],
  [/is published already/, 'give the changed route an id and a slug of its own; the published one stays as it is until it is withdrawn'],
  [/letters\.yaml does not define/, 'add it to letters.yaml with its name, or name one that is there'],
  [/is made by nothing/, 'let a step or a level name it, say which event makes it, or give the reason'],
  [/says why nothing makes it/, 'take the reason out'],
  [/speaks of chart/, 'add the chart, or name one that is there'],
  [/(carries|is kept in) .*(does not have|asks for)/, 'let the step ask for it, name the step that does (steps), or take it out'],
  [/opens another kind of file too/, 'name the route in one chart only'],
  [/nothing ends it/, 'name the event that stops or cancels it'],
  [/neither length nor until/, 'say how long it is, or which member of the event has the last day'],
  [/there is no event/, 'name an event of docs/events.md'],
  [/has no member/, 'name a member that docs/events.md lists for the event'],
  [/no chart announces/, 'define the field in the chart and mark it announced'],
  [/does not (define|offer)/, 'add it to the list, or name one that is there'],
  [/the pack has no list/, 'define it in codes.yaml, or name one that is there'],
  [/nothing is left of the list/, 'leave something to choose'],
  [/the list is empty/, 'name what may be chosen, or take the list out'],
  [/carries \S+$/, 'name one that docs/events.md enumerates; a new one needs a new version of the event first'],
  [/is not written as events/, 'write it as the others of the list'],
  [/either values or a list/, 'write the values out, or name a list of codes.yaml'],
  [/no row of clocks begins with/, 'add rows such as S02 and E04 of packs/river-chief-procurator/clocks/collaboration.yaml'],
  [/thresholds of .* overlap/, 'let each begin where the one below it ends'],
  [/overlap/, 'let each day stand in one block of its notice'],
  [/expected .*(array|string|number|object|boolean)/, 'write it as the schema in docs/schemas/pack says'],
];

export function withAdvice(complaint: string): string {
  const advice = advices.find(([pattern]) => pattern.test(complaint))?.[1];
  return advice === undefined ? complaint : `${complaint} (${advice})`;
}
