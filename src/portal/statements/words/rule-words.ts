import type { RuleId } from '../../../calculation/index.js';
import type { Language } from '../../../kernel/index.js';

/** What a rule looks at, and what is said to the partner where it is not met. */
export interface RuleWords {
  readonly name: string;
  readonly notMet: string;
}

/** Name and sentence in each language. */
type RuleRow = Readonly<Record<Language, readonly [name: string, notMet: string]>>;

const RULES: Readonly<Record<RuleId, RuleRow>> = {
  segment: {
    en: ['Customer segment', 'The customer is not of a segment that the campaign is for.'],
    de: ['Kundensegment', 'Der Kunde gehört zu keinem Segment der Kampagne.'],
    sv: ['Kundsegment', 'Kunden tillhör inget segment som kampanjen gäller.'],
  },
  territory: {
    en: ['Territory', 'Partner or customer is outside the countries of the campaign.'],
    de: ['Gebiet', 'Partner oder Kunde liegt außerhalb der Länder der Kampagne.'],
    sv: ['Område', 'Partnern eller kunden finns utanför kampanjens länder.'],
  },
  'new-customer': {
    en: ['New customer', 'The customer bought the product before.'],
    de: ['Neukunde', 'Der Kunde hat das Produkt schon früher gekauft.'],
    sv: ['Ny kund', 'Kunden har köpt produkten tidigare.'],
  },
  'no-recent-billing': {
    en: ['No recent billing', 'The customer was billed in the months before the window.'],
    de: ['Keine Abrechnung zuvor', 'Dem Kunden wurde in den Monaten vor dem Zeitraum berechnet.'],
    sv: ['Ingen nylig fakturering', 'Kunden fakturerades under månaderna före perioden.'],
  },
  'baseline-bill': {
    en: ['Bill of comparison', 'The bill of the days of comparison is not as the campaign asks.'],
    de: ['Vergleichsrechnung', 'Die Rechnung der Vergleichstage ist nicht, wie die Kampagne sie verlangt.'],
    sv: ['Jämförelsefaktura', 'Fakturan för jämförelsedagarna är inte som kampanjen kräver.'],
  },
  'licence-type': {
    en: ['Licence type', 'What was sold is not of a licence type of the campaign.'],
    de: ['Lizenzart', 'Das Verkaufte ist von keiner Lizenzart der Kampagne.'],
    sv: ['Licenstyp', 'Det sålda är inte av en licenstyp som kampanjen gäller.'],
  },
  'assigned-seats': {
    en: ['Seats assigned', 'Too few seats were assigned to users.'],
    de: ['Zugewiesene Plätze', 'Zu wenige Plätze waren Benutzern zugewiesen.'],
    sv: ['Tilldelade platser', 'För få platser var tilldelade till användare.'],
  },
  'billed-seats': {
    en: ['Seats billed', 'Too few seats were billed by this partner.'],
    de: ['Berechnete Plätze', 'Von diesem Partner wurden zu wenige Plätze berechnet.'],
    sv: ['Fakturerade platser', 'För få platser fakturerades av den här partnern.'],
  },
  'qualifying-seats': {
    en: ['Qualifying seats', 'Too few seats were both assigned and billed.'],
    de: ['Zählende Plätze', 'Zu wenige Plätze waren sowohl zugewiesen als auch berechnet.'],
    sv: ['Kvalificerande platser', 'För få platser var både tilldelade och fakturerade.'],
  },
  'maximum-seats': {
    en: ['Most seats', 'The customer has more seats than the campaign allows.'],
    de: ['Höchstzahl der Plätze', 'Der Kunde hat mehr Plätze, als die Kampagne zulässt.'],
    sv: ['Högsta antal platser', 'Kunden har fler platser än kampanjen tillåter.'],
  },
  'seats-added': {
    en: ['Seats added', 'Too few seats were added.'],
    de: ['Hinzugekommene Plätze', 'Es sind zu wenige Plätze hinzugekommen.'],
    sv: ['Tillkomna platser', 'För få platser har tillkommit.'],
  },
  membership: {
    en: ['Membership', 'The partner’s membership was not in force.'],
    de: ['Mitgliedschaft', 'Die Mitgliedschaft des Partners war nicht in Kraft.'],
    sv: ['Medlemskap', 'Partnerns medlemskap var inte giltigt.'],
  },
  agreement: {
    en: ['Agreement', 'The agreement with the partner was not in force.'],
    de: ['Vertrag', 'Der Vertrag mit dem Partner war nicht in Kraft.'],
    sv: ['Avtal', 'Avtalet med partnern var inte giltigt.'],
  },
  competency: {
    en: ['Competency', 'The partner did not have the competency that the campaign asks for.'],
    de: ['Kompetenz', 'Der Partner hatte die verlangte Kompetenz nicht.'],
    sv: ['Kompetens', 'Partnern hade inte den kompetens som krävs.'],
  },
  'eligibility-day': {
    en: ['Eligibility day', 'The partner was eligible too late.'],
    de: ['Tag der Berechtigung', 'Der Partner war zu spät berechtigt.'],
    sv: ['Behörighetsdag', 'Partnern blev behörig för sent.'],
  },
  enrolment: {
    en: ['Enrolment', 'The partner was not enrolled in the programme.'],
    de: ['Anmeldung', 'Der Partner war im Programm nicht angemeldet.'],
    sv: ['Anslutning', 'Partnern var inte ansluten till programmet.'],
  },
  exclusion: {
    en: ['Exclusion', 'The partner is excluded from the campaign.'],
    de: ['Ausschluss', 'Der Partner ist von der Kampagne ausgeschlossen.'],
    sv: ['Uteslutning', 'Partnern är utesluten från kampanjen.'],
  },
  registration: {
    en: ['Registration', 'There is no registration for this offer that counts.'],
    de: ['Registrierung', 'Für dieses Angebot gibt es keine gültige Registrierung.'],
    sv: ['Registrering', 'Det finns ingen giltig registrering för erbjudandet.'],
  },
  claim: {
    en: ['Claim', 'There is no claim for this customer that came in time.'],
    de: ['Antrag', 'Für diesen Kunden gibt es keinen rechtzeitigen Antrag.'],
    sv: ['Anspråk', 'Det finns inget anspråk för kunden som kom i tid.'],
  },
  'proof-of-performance': {
    en: ['Proof of performance', 'The proof was not handed in by the deadline.'],
    de: ['Leistungsnachweis', 'Der Nachweis wurde nicht rechtzeitig eingereicht.'],
    sv: ['Bevis på utförande', 'Beviset lämnades inte in i tid.'],
  },
  'reward-measure': {
    en: ['What the reward counts', 'There is nothing that the reward counts.'],
    de: ['Maß der Prämie', 'Es gibt nichts, was die Prämie zählt.'],
    sv: ['Ersättningens mått', 'Det finns inget som ersättningen räknar.'],
  },
  'one-reward-per-customer': {
    en: ['One reward per customer', 'Another partner is rewarded for this customer.'],
    de: ['Eine Prämie je Kunde', 'Ein anderer Partner erhält die Prämie für diesen Kunden.'],
    sv: ['En ersättning per kund', 'En annan partner får ersättning för den här kunden.'],
  },
  'customers-needed': {
    en: ['Customers needed', 'The partner has fewer customers that qualify than the campaign asks for.'],
    de: ['Nötige Kunden', 'Der Partner hat weniger zählende Kunden, als die Kampagne verlangt.'],
    sv: ['Antal kunder', 'Partnern har färre kvalificerade kunder än kampanjen kräver.'],
  },
};

/** The name of the rule itself where a later version of the program knew it and this one does not. */
export function ruleWords(language: Language, rule: string): RuleWords {
  const row = (RULES as Readonly<Record<string, RuleRow>>)[rule];
  if (row === undefined) return { name: rule, notMet: rule };
  const [name, notMet] = row[language];
  return { name, notMet };
}
