import type { Clock } from '../database/clock.ts';
import { iconOf } from '../presets/monogram.ts';
import type { Icon } from '../presets/preset.ts';
import { findPreset } from '../presets/presets.ts';
import type { ProviderSettings } from '../settings/settings.ts';
import { Breaker } from './breaker.ts';
import { Budget } from './budget.ts';
import type { OAuthClient } from './oauth-client.ts';

/** What people see of a provider. Unset is null. */
export interface ProviderMetadata {
  name: string | null;
  url: string | null;
  icon: string | null;
  description: string | null;
  logo: string | null;
}

/** An external authorization server that the operator configured. */
export class Provider {
  readonly id: string;
  readonly settings: ProviderSettings;
  readonly client: OAuthClient;
  readonly breaker: Breaker;
  readonly budget: Budget;
  readonly metadata: ProviderMetadata;
  /** What stands for it where the operator set no icon. */
  readonly icon: Icon;

  constructor(settings: ProviderSettings, client: OAuthClient, clock: Clock) {
    this.id = settings.id;
    this.settings = settings;
    this.client = client;
    this.breaker = new Breaker(clock);
    this.budget = new Budget(settings.RATE, clock);
    this.metadata = {
      name: settings.MD_NAME,
      url: settings.MD_URL,
      icon: settings.MD_ICON,
      description: settings.MD_DESCRIPTION,
      logo: settings.MD_LOGO,
    };
    this.icon = findPreset(settings.PRESET ?? '')?.icon ?? iconOf(settings.MD_NAME ?? settings.id);
  }
}
