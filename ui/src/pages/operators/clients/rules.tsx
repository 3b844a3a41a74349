import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { Empty } from '../../../parts/empty.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Notice } from '../../../parts/notice.tsx';
import { Section } from '../../../parts/section.tsx';
import { TakeAwayDialog } from '../../../parts/take-away-dialog.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { rulesQuery, useRemoveRule, type Client, type Rule } from './client-queries.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { RuleWords } from './rule-words.tsx';

/** Whose tokens a client may obtain: rules add up, and none takes away. */
export function Rules({ client }: { client: Client }): ReactNode {
  const { operators } = useTexts();
  const query = useQuery(rulesQuery);
  const remove = useRemoveRule();
  const heading = useRef<HTMLHeadingElement>(null);
  const [isAdding, setIsAdding] = useState(false);
  const [removing, setRemoving] = useState<Rule>();
  const isOurs = client.source === 'api';
  const add = isOurs && (
    <button type="button" onClick={() => setIsAdding(true)}>
      {operators.addRule}
    </button>
  );
  return (
    <Section id="rules" title={operators.rules} lead={operators.rulesLead} action={add} heading={heading}>
      {remove.isSuccess && <Notice kind="good">{operators.ruleRemoved}</Notice>}
      <Loaded query={query}>
        {(all) => {
          const rules = all.filter((rule) => rule.client === client.id);
          if (rules.length === 0) {
            return (
              <Empty title={operators.noRules}>
                <p>{operators.noRulesLead}</p>
              </Empty>
            );
          }
          return (
            <ul className="op-items">
              {rules.map((rule, i) => (
                <li key={rule.id} className="op-item">
                  <RuleWords rule={rule} />
                  {rule.source === 'api' && (
                    <button
                      type="button"
                      className="quiet danger small"
                      aria-label={operators.removeRuleThis(i + 1)}
                      onClick={() => setRemoving(rule)}
                    >
                      {operators.removeRule}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      {isAdding && <RuleDialog client={client} onClose={() => setIsAdding(false)} />}
      {removing !== undefined && (
        <TakeAwayDialog
          title={operators.removeRuleTitle}
          description={operators.removeRuleSays(client.name)}
          does={operators.removeRule}
          isPending={remove.isPending}
          error={remove.error}
          focusAfterwards={heading}
          onClose={() => setRemoving(undefined)}
          onConfirm={() => remove.mutate(removing, { onSuccess: () => setRemoving(undefined) })}
        />
      )}
    </Section>
  );
}
