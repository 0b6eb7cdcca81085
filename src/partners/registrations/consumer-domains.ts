/**
 * Where anybody gets a mailbox, as of November 2026: a company that registers has a domain of its own. Sources: the
 * providers' own pages on creating an account; for Internet providers, those on the mailbox that comes with it. Why the
 * list is ours stands in docs/decisions/0019-consumer-domains.md.
 */

/** Providers that give addresses under the endings of many countries: `hotmail.se`, `yahoo.co.uk`, `gmx.at`. */
const UNDER_ANY_ENDING: ReadonlySet<string> = new Set(
  `
  aim aol caramail gmail gmx googlemail hotmail icloud inbox lycos mail2world msn outlook passport protonmail
  rediffmail rocketmail tutanota windowslive yahoo yahoomail yandex ymail zoho zohomail
  `
    .trim()
    .split(/\s+/),
);

/** The rest, each by itself; addresses below them (`mail.de`, and `a.mail.de`) count as well. */
const BY_THEMSELVES: ReadonlySet<string> = new Set(
  `
  126.com 139.com 163.com 1und1.de 21cn.com a1.net alice.de alice.it aliceadsl.fr aliyun.com aon.at arcor.de
  asia.com atlas.cz att.net bellsouth.net bezeqint.net bigpond.com bigpond.net.au biglobe.ne.jp bk.ru blueyonder.co.uk
  bluewin.ch bredband.net btinternet.com btopenworld.com cantv.net centrum.cz centurylink.net charter.net chello.at
  chello.nl chollian.net club-internet.fr comcast.net comhem.se cox.net daum.net docomo.ne.jp dropmail.me duck.com
  earthlink.net email.com email.cz email.de eircom.net euskaltel.es ezweb.ne.jp fastmail.com fastmail.fm fastwebnet.it
  foxmail.com free.fr freemail.hu freenet.de freeserve.co.uk frontier.com frontiernet.net get2net.dk
  globo.com gmx-topmail.de guerrillamail.com hanmail.net hetnet.nl hey.com hispeed.ch home.nl home.se hushmail.com
  i.ua icloud.com.cn ig.com.br iinet.net.au ik.me index.hu indiatimes.com inwind.it iol.ie iol.it iprimus.com.au
  jubii.dk juno.com kabelmail.de kolumbus.fi kpnmail.nl laposte.net libero.it list.ru live.at live.be live.ca live.ch
  live.cl live.cn live.co.uk live.co.za live.com live.com.ar live.com.au live.com.mx live.com.my live.com.pt live.com.sg
  live.de live.dk live.fi live.fr live.hk live.ie live.in live.it live.jp live.nl live.no live.ru live.se luukku.com
  mac.com mail.bg mail.com mail.de mail.dk mail.ee mail.ru mailbox.org mailinator.com me.com mindspring.com mweb.co.za
  nate.com naver.com neostrada.pl netcologne.de netscape.net netzero.net nifty.com ntlworld.com o2.co.uk o2.pl ocn.ne.jp
  onet.eu onet.pl online.de online.no op.pl optonline.net optusnet.com.au orange.fr outlook.com.au ozemail.com.au
  pandora.be planet.nl pm.me poczta.onet.pl portugalmail.pt posteo.de proton.me qq.com quicknet.nl rambler.ru
  rogers.com sapo.pt sbcglobal.net scarlet.be seznam.cz sfr.fr shaw.ca sina.cn sina.com singnet.com.sg sky.com skynet.be
  slingshot.co.nz softbank.ne.jp sohu.com spray.se starhub.net.sg sunrise.ch sympatico.ca t-online.de t-online.hu
  talk21.com talktalk.net tele2.nl telefonica.net telenet.be telfort.nl telia.com telus.net terra.com.br terra.es
  tin.it tiscali.co.uk tiscali.it tlen.pl tpg.com.au trash-mail.com tuta.com tuta.io tutamail.com ukr.net unitybox.de
  uol.com.br usa.net vera.com.uy verizon.net versanet.de videotron.ca vip.qq.com virgilio.it virgin.net virginmedia.com
  vodafone.de vodafone.it vodafonemail.de volny.cz wanadoo.es wanadoo.fr web.de westnet.com.au wp.pl xs4all.nl xtra.co.nz
  yopmail.com yopmail.fr zeelandnet.nl ziggo.nl zonnet.nl
  `
    .trim()
    .split(/\s+/),
);

/** Whether anybody gets an address in the domain, or in the one that it lies below. In whatever letters. */
export function isConsumerDomain(domain: string): boolean {
  const labels = domain.toLowerCase().replace(/\.$/, '').split('.');
  return labels.some((label, index) => {
    // The last is an ending, never a provider.
    if (index === labels.length - 1) return false;
    const endingLabels = labels.length - index - 1;
    return (
      BY_THEMSELVES.has(labels.slice(index).join('.')) ||
      (UNDER_ANY_ENDING.has(label) && (endingLabels === 1 || isCountryEnding(labels.slice(index + 1))))
    );
  });
}

/** `co.uk`, `com.br`: an ending of two parts that countries give out, and no company's own domain. */
function isCountryEnding(labels: readonly string[]): boolean {
  const [second = '', country = ''] = labels;
  return labels.length === 2 && /^(co|com|net|org|ne|or)$/.test(second) && /^[a-z]{2}$/.test(country);
}

/** The domain of an address; undefined for what is none. */
export function domainOf(address: string): string | undefined {
  const [, domain] = /^[^@\s]+@([^@\s]+\.[^@\s]+)$/.exec(address.trim()) ?? [];
  return domain?.toLowerCase();
}
