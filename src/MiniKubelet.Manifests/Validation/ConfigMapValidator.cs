using System.Text;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for ConfigMaps and Secrets.</summary>
internal static class ConfigMapValidator
{
    private const int DataBytes = 1 << 20;

    /// <summary>Checks a ConfigMap.</summary>
    public static void Validate(ConfigMap map, FieldErrors errors)
    {
        MetadataValidator.Validate(map.Metadata, NameRules.Subdomain, errors);
        Keys(map.Data.Keys, "data", errors);
        Keys(map.BinaryData.Keys, "binaryData", errors);
        foreach (var key in map.BinaryData.Keys.Where(map.Data.ContainsKey))
        {
            errors.Add(FieldPath.Root.Child("binaryData").Key(key), "is in data too");
        }

        Size(map.Data.Sum(static entry => Encoding.UTF8.GetByteCount(entry.Value)) + Sum(map.BinaryData), errors);
    }

    /// <summary>Checks a Secret whose stringData has moved into data.</summary>
    public static void Validate(Secret secret, FieldErrors errors)
    {
        MetadataValidator.Validate(secret.Metadata, NameRules.Subdomain, errors);
        Keys(secret.Data.Keys, "data", errors);
        Size(Sum(secret.Data), errors);
        foreach (var key in RequiredKeys(secret.Type).Where(key => !secret.Data.ContainsKey(key)))
        {
            errors.Add(FieldPath.Root.Child("data").Key(key), $"required in a Secret of type {secret.Type}");
        }
    }

    private static string[] RequiredKeys(string? type) => type switch
    {
        "kubernetes.io/tls" => ["tls.crt", "tls.key"],
        "kubernetes.io/dockerconfigjson" => [".dockerconfigjson"],
        "kubernetes.io/dockercfg" => [".dockercfg"],
        "kubernetes.io/ssh-auth" => ["ssh-privatekey"],
        _ => [],
    };

    private static void Keys(IEnumerable<string> keys, string field, FieldErrors errors)
    {
        foreach (var key in keys)
        {
            if (NameRules.DataKey(key) is { } problem)
            {
                errors.Add(FieldPath.Root.Child(field).Key(key), problem);
            }
        }
    }

    private static int Sum(EquatableMap<Bytes> data) => data.Sum(static entry => entry.Value.Span.Length);

    private static void Size(int size, FieldErrors errors)
    {
        if (size > DataBytes)
        {
            errors.Add(FieldPath.Root.Child("data"), $"must be no larger than {DataBytes} bytes in all, found {size}");
        }
    }
}
