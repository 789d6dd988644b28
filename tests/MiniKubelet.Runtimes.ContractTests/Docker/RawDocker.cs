using System.Net.Http.Json;
using System.Net.Sockets;
using MiniKubelet.Runtimes.ContractTests.Contract;

namespace MiniKubelet.Runtimes.ContractTests.Docker;

/// <summary>Docker's API without our runtime.</summary>
internal sealed class RawDocker : IDisposable
{
    private readonly HttpClient _http;

    public RawDocker(string socketPath) => _http = new HttpClient(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://docker") };

    public async Task<IReadOnlyCollection<string>> RuntimesAsync() =>
        (await _http.GetFromJsonAsync<Info>("/info"))!.Runtimes.Keys;

    public async Task<Dictionary<string, string>> LabelsAsync(string id)
    {
        var container = await _http.GetFromJsonAsync<Container>($"/containers/{id}/json");
        return container!.Config.Labels;
    }

    public async Task<string> CreateAsync(string name, Dictionary<string, string> labels)
    {
        using var response = await _http.PostAsJsonAsync(
            $"/containers/create?name={name}",
            new { Image = TestImages.Busybox, Labels = labels },
            new System.Text.Json.JsonSerializerOptions());
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<Created>())!.Id;
    }

    public async Task RemoveAsync(string id) => (await _http.DeleteAsync(new Uri($"/containers/{id}?force=1", UriKind.Relative))).Dispose();

    public void Dispose() => _http.Dispose();

    private sealed record Info(Dictionary<string, object> Runtimes);

    private sealed record Container(Settings Config);

    private sealed record Settings(Dictionary<string, string> Labels);

    private sealed record Created(string Id);
}
