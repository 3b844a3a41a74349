import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { useProviderName } from '../../api/providers.ts';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Section } from '../../parts/section.tsx';
import { useTexts } from '../../texts/texts.ts';
import { consentsQuery, type Consent } from './access-queries.ts';
import { clientName, ConsentItem } from './consent-item.tsx';
import { Fetchers } from './fetchers.tsx';
import { TakeBackDialog } from './take-back-dialog.tsx';

/** The services that one has allowed something, and those that fetched tokens without. */
export function Clients(): ReactNode {
  const { access } = useTexts();
  const query = useQuery(consentsQuery);
  const heading = useRef<HTMLHeadingElement>(null);
  const [takingBack, setTakingBack] = useState<Consent>();
  const [takenBack, setTakenBack] = useState<Consent>();
  const nameOf = useProviderName();
  return (
    <Section id="clients" title={access.clients} lead={access.clientsLead} heading={heading}>
      {takenBack !== undefined && (
        <Notice kind="good">{access.takenBack(clientName(takenBack), nameOf(takenBack.provider))}</Notice>
      )}
      <Loaded query={query}>
        {(consents) => (
          <>
            <ConsentList consents={consents} onTakeBack={setTakingBack} />
            <Fetchers consents={consents} />
          </>
        )}
      </Loaded>
      {takingBack !== undefined && (
        <TakeBackDialog
          consent={takingBack}
          focusAfterwards={heading}
          onClose={() => setTakingBack(undefined)}
          onTakenBack={() => {
            setTakenBack(takingBack);
            setTakingBack(undefined);
          }}
        />
      )}
    </Section>
  );
}

interface ConsentListProps {
  consents: readonly Consent[];
  onTakeBack: (consent: Consent) => void;
}

function ConsentList({ consents, onTakeBack }: ConsentListProps): ReactNode {
  const { access } = useTexts();
  if (consents.length === 0) {
    return (
      <Empty title={access.noClients}>
        <p>{access.noClientsLead}</p>
      </Empty>
    );
  }
  return (
    <ul className="items">
      {consents.map((consent) => (
        <ConsentItem key={consent.id} consent={consent} onTakeBack={() => onTakeBack(consent)} />
      ))}
    </ul>
  );
}
