{{/* The name of what the release makes: its own if that says what it is. */}}
{{- define "sluice.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* The labels of every object. */}}
{{- define "sluice.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/name: sluice
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: sluice
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* The pods; replicas find each other by this. */}}
{{- define "sluice.selector" -}}
app.kubernetes.io/name: sluice
{{- end }}

{{- define "sluice.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (include "sluice.fullname" .) }}
{{- end }}

{{- define "sluice.priorityClass" -}}
{{- .Values.priorityClass.name | default (ternary (include "sluice.fullname" .) "" .Values.priorityClass.create) }}
{{- end }}

{{- define "sluice.image" -}}
{{- if .Values.image.digest }}{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else }}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}
{{- end }}

{{/* An object of files/, which comes from the manifests, with the labels of the release. */}}
{{- define "sluice.object" -}}
{{- $object := .Files.Get .path | fromYaml }}
{{- $labels := merge (dict) (include "sluice.labels" .root | fromYaml) (get $object.metadata "labels" | default dict) }}
{{- $_ := set $object.metadata "labels" $labels }}
{{- with .annotations }}{{ $_ := set $object.metadata "annotations" . }}{{ end }}
{{- toYaml $object }}
{{- end }}
