{{- define "tokenstore.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- /* Short enough for what is put behind it: "-migration", "-headless". */ -}}
{{- define "tokenstore.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains (include "tokenstore.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "tokenstore.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "tokenstore.selector" -}}
app.kubernetes.io/name: {{ include "tokenstore.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "tokenstore.labels" -}}
{{ include "tokenstore.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{- define "tokenstore.image" -}}
{{- $repository := required "image.repository: where did you push the image? See docs/kubernetes.md" .Values.image.repository -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" $repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "tokenstore.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "tokenstore.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- /* "true" where the database is a file of the pod's: nobody named another. */ -}}
{{- define "tokenstore.usesSqlite" -}}
{{- if hasKey .Values.secrets.from "DATABASE_URL" -}}
false
{{- else -}}
{{- $url := default .Values.settings.DATABASE_URL .Values.secrets.values.DATABASE_URL -}}
{{- or (empty $url) (hasPrefix "sqlite:" $url) -}}
{{- end -}}
{{- end -}}

{{- /* "true" where a Job migrates. */ -}}
{{- define "tokenstore.usesJob" -}}
{{- and .Values.migration.job (eq (include "tokenstore.usesSqlite" .) "false") -}}
{{- end -}}

{{- /* What cannot work is refused here, and not found out by pods that do not start. */ -}}
{{- define "tokenstore.check" -}}
{{- $_ := required "settings.BASE_URL: the address that people see, such as https://tokens.example.org" .Values.settings.BASE_URL -}}
{{- range $name, $value := .Values.settings -}}
{{- if regexMatch "(^|_)(CRYPTOKEY|SECRET_KEY|CLIENT_SECRET|CLIENT_SECRET_NEXT|PRIVATE_KEY|TLS_KEY|METRICS_TOKEN|KMS_VAULT_TOKEN)$" $name -}}
{{- fail (printf "%s is a secret, and settings can be read by whoever may read pods: give it by secrets.from" $name) -}}
{{- end -}}
{{- end -}}
{{- range $name, $value := .Values.secrets.values -}}
{{- if or (hasKey $.Values.secrets.from $name) (hasKey $.Values.settings $name) -}}
{{- fail (printf "%s is given twice, among secrets.values and elsewhere" $name) -}}
{{- end -}}
{{- end -}}
{{- range $name, $place := .Values.secrets.from -}}
{{- if hasKey $.Values.settings $name -}}
{{- fail (printf "%s is given twice, by settings and by secrets.from" $name) -}}
{{- end -}}
{{- if not (default $.Values.secrets.existingSecret $place.name) -}}
{{- fail (printf "secrets.from.%s: which Secret? Give its name there, or secrets.existingSecret" $name) -}}
{{- end -}}
{{- end -}}
{{- if eq (include "tokenstore.usesSqlite" .) "true" -}}
{{- if or .Values.autoscaling.enabled (gt (int .Values.replicas) 1) -}}
{{- fail "Several replicas need PostgreSQL: give DATABASE_URL among the secrets, or set replicas to 1" -}}
{{- end -}}
{{- if not .Values.persistence.enabled -}}
{{- fail "An SQLite database in a directory that is gone with the pod would lose every grant: persistence.enabled, or DATABASE_URL" -}}
{{- end -}}
{{- else if not (or (hasKey .Values.secrets.from "CRYPTOKEY") .Values.secrets.values.CRYPTOKEY) -}}
{{- fail "CRYPTOKEY is required with PostgreSQL, among the secrets: openssl rand -hex 32" -}}
{{- end -}}
{{- end -}}

{{- /* How a setting is written in the environment: a,b for a list, JSON for what is deeper. */ -}}
{{- define "tokenstore.written" -}}
{{- if kindIs "string" . -}}
{{- . -}}
{{- else if and (kindIs "slice" .) (not (kindIs "map" (first .))) -}}
{{- join "," . -}}
{{- else -}}
{{- toJson . -}}
{{- end -}}
{{- end -}}

{{- /* The environment of the service and of the Job. */ -}}
{{- define "tokenstore.env" -}}
{{- range $name, $value := .Values.settings }}
- name: TOKENSTORE_{{ $name }}
  value: {{ include "tokenstore.written" $value | quote }}
{{- end }}
- name: TOKENSTORE_PORT
  value: {{ .Values.port | quote }}
- name: TOKENSTORE_INSTANCE_PATH
  value: /data
- name: TOKENSTORE_SHUTDOWN_TIMEOUT
  value: {{ printf "%ds" (int .Values.shutdownTimeout) | quote }}
- name: TOKENSTORE_DATABASE_MIGRATE
  value: {{ eq (include "tokenstore.usesJob" .) "false" | quote }}
{{- range $name, $place := .Values.secrets.from }}
- name: TOKENSTORE_{{ $name }}_FILE
  value: /run/secrets/tokenstore/{{ $name }}
{{- end }}
{{- range $name, $value := .Values.secrets.values }}
- name: TOKENSTORE_{{ $name }}_FILE
  value: /run/secrets/tokenstore/{{ $name }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- /* The volume of secrets, one file a setting. Takes the root context and, as "made", the name of the Secret of secrets.values. */ -}}
{{- define "tokenstore.secretsVolume" -}}
{{- $values := .root.Values -}}
- name: secrets
  projected:
    # 0440
    defaultMode: 288
    sources:
      {{- range $name, $place := $values.secrets.from }}
      - secret:
          name: {{ default $values.secrets.existingSecret $place.name }}
          items:
            - key: {{ default $name $place.key }}
              path: {{ $name }}
      {{- end }}
      {{- if $values.secrets.values }}
      - secret:
          name: {{ .made }}
      {{- end }}
{{- end -}}

{{- define "tokenstore.hasSecrets" -}}
{{- if or .Values.secrets.from .Values.secrets.values -}}true{{- end -}}
{{- end -}}

{{- define "tokenstore.podSecurityContext" -}}
{{- if .Capabilities.APIVersions.Has "security.openshift.io/v1" -}}
{{- omit .Values.podSecurityContext "fsGroup" | toYaml -}}
{{- else -}}
{{- toYaml .Values.podSecurityContext -}}
{{- end -}}
{{- end -}}
