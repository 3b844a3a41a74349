import { z } from 'zod';
import { setting } from '../setting.ts';
import { boolean, choice } from '../types/text.ts';

/** Running as a JupyterHub service. What the Hub itself says is read in `../hub.ts`. */
export const jupyterhub = z.object({
  JUPYTERHUB: setting(choice(['auto', 'on', 'off']), {
    default: 'auto',
    doc:
      'Whether it runs as a service of a JupyterHub ([how](jupyterhub.md)): `auto`: where `JUPYTERHUB_API_TOKEN` is in the ' +
      'environment. The Hub’s own variables `JUPYTERHUB_…` bear no prefix.',
  }),
  JUPYTERHUB_SUBDOMAINS: setting(boolean, {
    otherwise: 'whether the Hub says so, by `JUPYTERHUB_HOST`',
    doc:
      'Users’ servers have origins of their own. Where they share the one of this service they can script its pages, and ' +
      'browser sessions may neither fetch tokens nor make API keys nor administer.',
  }),
});
