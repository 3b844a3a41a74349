import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { Sealed } from '../crypto/sealed-column.ts';
import { Col, flag, instant, integer, key, optional, text, withDefault } from '../database/columns.ts';
import { UserEntity } from '../users/user.entity.ts';

export type GrantStatus = 'active' | 'reauth_required' | 'revoked';
/** Why a grant is no longer active: past its known end; refused after an attempt with no known outcome; refused; by its user. */
export type GrantReason = 'expired' | 'lost_rotation' | 'refused' | 'revoked_by_user';

/** What a user gave the store at one provider for one external account. */
@Entity('grants')
@Unique('grants_user_provider_account', ['user_id', 'provider', 'account'])
@Index('grants_due', ['provider', 'next_refresh_at'])
@Index('grants_unsettled', ['provider'], {
  where: 'attempt_started_at IS NOT NULL OR unknown_since IS NOT NULL',
})
@Index('grants_default', ['user_id', 'provider'], { unique: true, where: 'is_default = true' })
export class GrantEntity {
  @Col(key()) id!: string;
  @ForeignKey(() => UserEntity, 'id', { name: 'grants_user', onDelete: 'CASCADE' })
  @Col(text())
  user_id!: string;
  @Col(text()) provider!: string;
  /** The subject at the provider; `''` when it names none. */
  @Col(withDefault(text(), '')) account!: string;
  /** How people know that account: an e-mail address or a name. */
  @Col(optional(text())) label!: string | null;
  /** How its user calls it; shown in place of `label`. */
  @Col(optional(text())) own_label!: string | null;
  /** The one that v1 means. */
  @Col(withDefault(flag(), false)) is_default!: boolean;

  @Col(text()) status!: GrantStatus;
  @Col(optional(text())) reason!: GrantReason | null;
  @Col(withDefault(text(), '')) scope_requested!: string;
  @Col(withDefault(text(), '')) scope_granted!: string;

  /** Sealed. NULL: the provider issued none. */
  @Sealed({ row: ['id'], owner: 'user_id', provider: 'provider' })
  @Col(optional(text()))
  refresh_token!: string | null;
  /** NULL: unknown, or never, as the next column says. */
  @Col(optional(instant())) refresh_expires_at!: number | null;
  @Col(withDefault(flag(), false)) refresh_never_expires!: boolean;
  /** The one before, sealed, through the provider's reuse window. */
  @Sealed({ row: ['id'], owner: 'user_id', provider: 'provider' })
  @Col(optional(text()))
  previous_refresh_token!: string | null;
  @Col(optional(instant())) previous_until!: number | null;

  /** What its callback and its answers said besides, to be handed out with each token: texts by name, as JSON. */
  @Col(optional(text())) metadata!: string | null;
  /** The host that the account is at; NULL: the provider's usual one. */
  @Col(optional(text())) token_host!: string | null;
  /** Sealed. The key that its tokens are bound to (RFC 9449): a private JWK. */
  @Sealed({ row: ['id'], owner: 'user_id', provider: 'provider' })
  @Col(optional(text()))
  dpop_key!: string | null;

  /** Grows with each stored answer, each re-link and the revocation. */
  @Col(withDefault(integer(), 0)) generation!: number;
  /** Grows with each lease, each re-link and the revocation: who has the newest may send, renew, release, mark dead. */
  @Col(withDefault(integer(), 0)) fence!: number;
  @Col(optional(text())) lease_owner!: string | null;
  @Col(optional(instant())) lease_expires_at!: number | null;
  /** A request that spends the refresh token may have been sent since. */
  @Col(optional(instant())) attempt_started_at!: number | null;
  /** An attempt of then ended with no known outcome. */
  @Col(optional(instant())) unknown_since!: number | null;
  /** Nobody sends before. */
  @Col(optional(instant())) retry_at!: number | null;
  /** Failed attempts since the last success. */
  @Col(withDefault(integer(), 0)) failures!: number;
  /** Refusals without a named error since the last success; the third is believed. */
  @Col(withDefault(integer(), 0)) refusals!: number;
  @Col(optional(instant())) next_refresh_at!: number | null;

  @Col(optional(text())) last_error!: string | null;
  @Col(optional(instant())) last_error_at!: number | null;
  @Col(optional(instant())) last_refreshed_at!: number | null;
  @Col(withDefault(integer(), 0)) refreshes!: number;
  /** When a token of it was handed out last, to the minute. */
  @Col(optional(instant())) last_used_at!: number | null;
  @Col(instant()) linked_at!: number;
  @Col(instant()) created_at!: number;
}
