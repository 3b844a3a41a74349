/** A registered service that may ask for users' tokens. */
export interface Client {
  /** As its operator named it; also its `client_id` at the token endpoint. */
  id: string;
  name: string;
  disabled: boolean;
  /** `settings`: declared in `CLIENTS`, and not to be changed here. */
  source: 'settings' | 'api';
  hasSecret: boolean;
  /** It proves itself by a JWT of this trusted issuer, for this subject. */
  issuer: string | null;
  subject: string | null;
  /** Its own client id at the login issuer, whose ID tokens it may exchange. */
  loginClient: string | null;
  /** Milliseconds since the epoch; 0 for a declared one. */
  createdAt: number;
}

/** A client with what its secret is compared with. */
export interface SecretiveClient {
  client: Client;
  /** SHA-256; `null` where it has no secret. */
  secretHash: string | null;
}
