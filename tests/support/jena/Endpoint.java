import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.DatasetFactory;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.QueryParseException;
import org.apache.jena.query.ReadWrite;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.sys.JenaSystem;
import org.apache.jena.update.UpdateAction;

/** Jena's engine over an empty dataset in memory, by the SPARQL protocol: /query and /update on a port of
 *  loopback; /store adds the N-Quads that it is sent. */
public class Endpoint {
    private static final Dataset DATA = DatasetFactory.createTxnMem();

    public static void main(String[] arguments) throws IOException {
        JenaSystem.init();
        InetSocketAddress here = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0]));
        HttpServer server = HttpServer.create(here, 0);
        server.createContext("/query", exchange -> answer(exchange, false));
        server.createContext("/update", exchange -> answer(exchange, true));
        server.createContext("/store", Endpoint::load);
        server.createContext("/", exchange -> reply(exchange, 200, "text/plain", org.apache.jena.Jena.VERSION.getBytes()));
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.start();
    }

    private static void answer(HttpExchange exchange, boolean update) throws IOException {
        try {
            String text = form(exchange).get(update ? "update" : "query");
            DATA.begin(update ? ReadWrite.WRITE : ReadWrite.READ);
            try {
                if (update) {
                    UpdateAction.parseExecute(text, DATA);
                    DATA.commit();
                    reply(exchange, 204, "text/plain", new byte[0]);
                } else {
                    ask(exchange, QueryFactory.create(text));
                }
            } finally {
                DATA.end();
            }
        } catch (QueryParseException fault) {
            reply(exchange, 400, "text/plain", String.valueOf(fault.getMessage()).getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException fault) {
            reply(exchange, 500, "text/plain", String.valueOf(fault).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void load(HttpExchange exchange) throws IOException {
        DATA.begin(ReadWrite.WRITE);
        try {
            RDFDataMgr.read(DATA, exchange.getRequestBody(), Lang.NQUADS);
            DATA.commit();
            reply(exchange, 204, "text/plain", new byte[0]);
        } catch (RuntimeException fault) {
            DATA.abort();
            reply(exchange, 500, "text/plain", String.valueOf(fault).getBytes(StandardCharsets.UTF_8));
        } finally {
            DATA.end();
        }
    }

    private static void ask(HttpExchange exchange, Query query) throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        String type = "application/sparql-results+json";
        try (QueryExecution run = QueryExecutionFactory.create(query, DATA)) {
            if (query.isSelectType()) {
                ResultSetFormatter.outputAsJSON(sink, run.execSelect());
            } else if (query.isAskType()) {
                ResultSetFormatter.outputAsJSON(sink, run.execAsk());
            } else {
                type = "application/n-triples";
                var found = query.isConstructType() ? run.execConstruct() : run.execDescribe();
                RDFDataMgr.write(sink, found, Lang.NTRIPLES);
            }
        }
        reply(exchange, 200, type, sink.toByteArray());
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        String text = new String(body, StandardCharsets.UTF_8);
        if (type.startsWith("application/sparql-")) {
            return Map.of("query", text, "update", text);
        }
        String raw = body.length > 0 ? text : exchange.getRequestURI().getRawQuery();
        Map<String, String> found = new HashMap<>();
        for (String pair : String.valueOf(raw).split("&")) {
            String[] parts = pair.split("=", 2);
            found.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return found;
    }

    private static void reply(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
