using System.Text;
using System.Text.Json;
using MiniKubelet.Runtime;

namespace MiniKubelet.Images;

/// <summary>
/// Registry credentials as Docker's client keeps them: <c>config.json</c> and the Secret type
/// <c>kubernetes.io/dockerconfigjson</c> have them under <c>auths</c>, the older <c>.dockercfg</c> and
/// <c>kubernetes.io/dockercfg</c> at the top (kubernetes/pkg/credentialprovider/config.go). Helpers (<c>credsStore</c>) are not
/// asked, by the kubelet neither.
/// </summary>
/// <param name="Entries">What is known, in the order of the text: the registry, with or without scheme and path, and who we are there.</param>
public sealed record DockerConfig(EquatableArray<DockerConfigEntry> Entries)
{
    /// <summary>Reads a <c>config.json</c>. Throws <see cref="FormatException"/>, whose message shows nothing of the content.</summary>
    public static DockerConfig ParseConfigJson(ReadOnlyMemory<byte> json) => Parse(json, static root =>
        Member(root, "auths") is { ValueKind: not JsonValueKind.Null } auths ? Read(auths) : new DockerConfig([]));

    /// <summary>Reads a <c>.dockercfg</c>. Throws <see cref="FormatException"/>, whose message shows nothing of the content.</summary>
    public static DockerConfig ParseDockercfg(ReadOnlyMemory<byte> json) => Parse(json, Read);

    private static DockerConfig Parse(ReadOnlyMemory<byte> json, Func<JsonElement, DockerConfig> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : throw new FormatException("not a JSON object");
        }
        catch (JsonException e)
        {
            // The reader's own message may quote what it stumbled over.
            throw new FormatException($"not JSON, line {e.LineNumber + 1}");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is found only when the text is asked for.
            throw new FormatException("a text in it is no Unicode");
        }
    }

    private static DockerConfig Read(JsonElement auths)
    {
        if (auths.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("auths is not an object");
        }

        return new DockerConfig(auths.EnumerateObject().Select(auth => Read(auth.Name, auth.Value)).ToEquatableArray());
    }

    private static DockerConfigEntry Read(string registry, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"the entry of {registry} is not an object");
        }

        var (username, password) = Text(entry, "auth", registry) is { Length: > 0 } auth
            ? DecodeAuth(auth, registry)
            : (Text(entry, "username", registry), Text(entry, "password", registry));
        return new DockerConfigEntry(
            registry, new RegistryCredentials(username, password, Text(entry, "identitytoken", registry), ServerAddress: null));
    }

    private static (string Username, string Password) DecodeAuth(string auth, string registry)
    {
        // Some writers leave out the padding.
        var padded = auth.Trim().TrimEnd('=') is var bare ? bare.PadRight((bare.Length + 3) / 4 * 4, '=') : auth;
        var decoded = new byte[padded.Length];
        if (Convert.TryFromBase64String(padded, decoded, out var length)
            && Encoding.UTF8.GetString(decoded, 0, length).Split(':', 2) is [var username, var password])
        {
            return (username, password);
        }

        throw new FormatException($"auth of {registry} is not base64 of username:password");
    }

    private static string? Text(JsonElement entry, string name, string registry) => Member(entry, name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw new FormatException($"{name} of {registry} is not a text"),
    };

    // Go's reader does not mind the case.
    private static JsonElement? Member(JsonElement element, string name)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value;
            }
        }

        return null;
    }
}

/// <summary>The credentials for one registry.</summary>
/// <param name="Registry">The registry, as written.</param>
/// <param name="Credentials">Who we are there.</param>
public sealed record DockerConfigEntry(string Registry, RegistryCredentials Credentials);
