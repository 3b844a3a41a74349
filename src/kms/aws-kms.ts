import type { KMSClient, KMSServiceException } from '@aws-sdk/client-kms';
import { errorCode, isError } from '../problem/errors.ts';
import { KeysUnavailable, StartupError } from '../problem/problem.ts';
import type { KmsValues } from '../settings/schema/kms.ts';
import type { KeyWrap } from './key-wrap.ts';

type Sdk = typeof import('@aws-sdk/client-kms');

const PREFIX = 'aws-kms:';
const TIMEOUT = 10_000;

/** What the operator should look at, by the exception's name in the API. */
const REFUSALS: Partial<Record<string, string>> = {
  AccessDeniedException: 'its policies do not allow kms:Encrypt or kms:Decrypt',
  IncorrectKeyException: 'it was wrapped by another key than KMS_AWS_KEY_ID',
  InvalidCiphertextException: 'it was wrapped with another KMS_CONTEXT, or is not whole',
  NotFoundException: 'there is no such key',
  DisabledException: 'the key is disabled',
  KMSInvalidStateException: 'the key is disabled, or about to be deleted',
  InvalidSignatureException: 'the secret access key is not right',
  UnrecognizedClientException: 'the access key is not known',
  ExpiredTokenException: 'the credentials have ended',
};

/** Refusals by a service that may do it later. */
const LATER = new Set(['ThrottlingException', 'LimitExceededException', 'RequestTimeoutException']);

/** A symmetric key of AWS KMS. Credentials come from where the AWS SDK looks for them. */
export class AwsKms implements KeyWrap {
  private readonly settings: KmsValues;
  private readonly load: () => Promise<Sdk>;
  private readonly timeout: number;
  private loaded: { sdk: Sdk; client: KMSClient } | undefined;

  /** @param load the SDK, which an operator without AWS need not have */
  constructor(settings: KmsValues, load = (): Promise<Sdk> => import('@aws-sdk/client-kms'), timeout = TIMEOUT) {
    this.settings = settings;
    this.load = load;
    this.timeout = timeout;
  }

  async wrap(key: Uint8Array): Promise<string> {
    const { KMS_AWS_KEY_ID: KeyId } = this.settings;
    if (KeyId === undefined) throw new StartupError('KMS_AWS_KEY_ID is required to wrap a key by AWS KMS.');
    const { CiphertextBlob: wrapped } = await this.ask(({ sdk, client }) =>
      client.send(new sdk.EncryptCommand({ KeyId, Plaintext: key, EncryptionContext: this.context })),
    );
    return PREFIX + Buffer.from(present(wrapped)).toString('base64');
  }

  async unwrap(text: string): Promise<Uint8Array> {
    const { KMS_AWS_KEY_ID: KeyId } = this.settings;
    const CiphertextBlob = Buffer.from(text.slice(PREFIX.length), 'base64');
    const { Plaintext: key } = await this.ask(({ sdk, client }) =>
      client.send(
        new sdk.DecryptCommand({
          ...{ CiphertextBlob, EncryptionContext: this.context },
          ...(KeyId !== undefined && { KeyId }),
        }),
      ),
    );
    return present(key);
  }

  close(): Promise<void> {
    this.loaded?.client.destroy();
    return Promise.resolve();
  }

  private get context(): Record<string, string> {
    return { tokenstore: this.settings.KMS_CONTEXT };
  }

  private async ask<T>(send: (loaded: { sdk: Sdk; client: KMSClient }) => Promise<T>): Promise<T> {
    const loaded = (this.loaded ??= await this.open());
    try {
      return await send(loaded);
    } catch (error) {
      throw explained(error, loaded.sdk);
    }
  }

  private async open(): Promise<{ sdk: Sdk; client: KMSClient }> {
    const { KMS_AWS_REGION: region, KMS_AWS_ENDPOINT: endpoint } = this.settings;
    const sdk = await this.load().catch((error: unknown) => {
      if (errorCode(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
      throw new StartupError('AWS KMS needs a package that is not installed here: npm install @aws-sdk/client-kms');
    });
    const client = new sdk.KMSClient({
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && { endpoint }),
      maxAttempts: 2,
      requestHandler: {
        connectionTimeout: this.timeout,
        requestTimeout: this.timeout,
        throwOnRequestTimeout: true,
      },
    });
    return { sdk, client };
  }
}

function present(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes !== undefined) return bytes;
  throw new StartupError('AWS KMS answers without what was asked for: look at KMS_AWS_ENDPOINT.');
}

/** The SDK's errors as what they mean to an operator, by class and name. */
function explained(error: unknown, { KMSServiceException: ServiceException }: Sdk): unknown {
  if (error instanceof ServiceException) return refusal(error);
  if (!isError(error)) return error;
  const code = errorCode(error);
  if (code !== undefined || error.name === 'TimeoutError' || error.name === 'AbortError') {
    const why = code === undefined || code === 'ETIMEDOUT' ? 'not in time' : code;
    return new KeysUnavailable(`AWS KMS does not answer (${why}).`, error);
  }
  if (error.name === 'CredentialsProviderError') {
    return new StartupError('The AWS SDK finds no credentials for AWS KMS where it looks for them.');
  }
  return new StartupError(
    `AWS KMS cannot be asked, or answers what it would not (${error.name}): look at KMS_AWS_REGION and KMS_AWS_ENDPOINT.`,
  );
}

function refusal(error: KMSServiceException): KeysUnavailable | StartupError {
  const { httpStatusCode: status = 0 } = error.$metadata;
  // A server that is none may call an exception what it likes.
  const name = /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : `status ${status}`;
  const isAway = error.$fault === 'server' || status >= 500 || status === 429 || LATER.has(name);
  if (isAway) return new KeysUnavailable(`AWS KMS cannot do it at the moment (${name}).`, error);
  const why = REFUSALS[name];
  return new StartupError(`AWS KMS refuses a key of CRYPTOKEY (${name})${why === undefined ? '' : `: ${why}`}.`);
}
