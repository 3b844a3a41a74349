import type { Checked } from '../check.ts';
import type { KmsValues } from '../schema/kms.ts';
import type { Kms } from '../types/key.ts';
import { warnOfPlainHttp } from './plain-http.ts';

/** What a key management service needs to be asked. @param used those that are to open or wrap keys */
export function checkKms<Values extends KmsValues>(checked: Checked<Values>, used: ReadonlySet<Kms>): void {
  const { KMS_VAULT_ADDR, KMS_VAULT_ROLE, KMS_VAULT_TOKEN } = checked.values;
  if (used.has('vault') && KMS_VAULT_ADDR === undefined) {
    checked.fault(['KMS_VAULT_ADDR'], 'is required for keys that Vault wraps');
  }
  if (used.has('vault') && KMS_VAULT_TOKEN === undefined && KMS_VAULT_ROLE === undefined) {
    checked.fault(['KMS_VAULT_TOKEN', 'KMS_VAULT_ROLE'], 'or KMS_VAULT_ROLE is required for keys that Vault wraps');
  }
  if (KMS_VAULT_TOKEN !== undefined && KMS_VAULT_ROLE !== undefined) {
    checked.warn('KMS_VAULT_ROLE', 'is of no use beside KMS_VAULT_TOKEN');
  }
  warnOfPlainHttp(checked, ['KMS_VAULT_ADDR', 'KMS_AWS_ENDPOINT']);
}
