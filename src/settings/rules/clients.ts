import type { Checked } from '../check.ts';
import type { CommonValues } from '../schema.ts';

/** What must hold among the declared clients, and between them, the providers and the trusted issuers. */
export function checkClients(checked: Checked<CommonValues>, trustedIssuers: readonly string[]): void {
  const { CLIENTS, TOKEN_PROVIDERS } = checked.values;
  const seen = new Map<string, string>();
  CLIENTS.forEach(({ id, issuer, subject, rules }, index) => {
    const item = `item ${index + 1}`;
    const fault = (phrase: string): void => checked.fault(['CLIENTS', 'TOKEN_PROVIDERS'], `${item}${phrase}`);
    if ((issuer === undefined) !== (subject === undefined)) fault(': issuer and subject go together');
    for (const [name, key] of [
      ['id', JSON.stringify([id])],
      ['issuer and subject', JSON.stringify([issuer, subject])],
    ] as const) {
      const other = key === '[null,null]' ? undefined : seen.get(key);
      if (other === undefined) seen.set(key, item);
      else fault(`, ${name}: ${other} has the same`);
    }
    if (issuer !== undefined && !trustedIssuers.includes(issuer)) {
      checked.warn(
        'CLIENTS',
        `${item}, issuer: is none of TRUSTED_ISSUERS, so that the client cannot prove itself by it`,
      );
    }
    rules.forEach(({ providers }, number) => {
      const unknown = providers === '*' ? [] : providers.filter((provider) => !TOKEN_PROVIDERS.includes(provider));
      for (const provider of unknown) fault(`, rules.${number}.providers: TOKEN_PROVIDERS does not list "${provider}"`);
    });
  });
}
