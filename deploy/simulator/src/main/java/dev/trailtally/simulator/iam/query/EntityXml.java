package dev.trailtally.simulator.iam.query;

import dev.trailtally.simulator.iam.IamEntity;
import dev.trailtally.simulator.iam.UserKey;
import dev.trailtally.simulator.protocol.Xml;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Entities as IAM writes them. Tags and a role's last use are in the answer for one, not in lists. */
final class EntityXml {

    private static final String TRUST = URLEncoder.encode("""
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
                    "Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""", StandardCharsets.UTF_8);

    private EntityXml() {}

    static void listed(Xml xml, IamEntity entity) {
        xml.element("Path", entity.path()).element("Arn", entity.arn());
        xml.element("CreateDate", entity.createDate());
        switch (entity.type()) {
            case USER -> {
                xml.element("UserName", entity.name()).element("UserId", entity.id());
                xml.optional("PasswordLastUsed", entity.passwordLastUsed());
            }
            case ROLE -> {
                xml.element("RoleName", entity.name()).element("RoleId", entity.id());
                xml.element("AssumeRolePolicyDocument", TRUST).element("MaxSessionDuration", "3600");
            }
            case GROUP -> xml.element("GroupName", entity.name()).element("GroupId", entity.id());
            case POLICY -> {
                xml.element("PolicyName", entity.name()).element("PolicyId", entity.id());
                xml.element("DefaultVersionId", "v1").element("IsAttachable", "true");
                xml.element("AttachmentCount", entity.attachmentCount());
                xml.element("PermissionsBoundaryUsageCount", "0");
                xml.element("UpdateDate", entity.createDate());
            }
        }
    }

    static void whole(Xml xml, IamEntity entity) {
        listed(xml, entity);
        if (!entity.tags().isEmpty()) {
            xml.open("Tags");
            entity.tags().entrySet().forEach(tag -> {
                xml.open("member");
                tag(xml, tag);
                xml.close();
            });
            xml.close();
        }
    }

    static void tag(Xml xml, Map.Entry<String, String> tag) {
        xml.element("Key", tag.getKey()).element("Value", tag.getValue());
    }

    static void key(Xml xml, String userName, UserKey key) {
        xml.element("UserName", userName).element("AccessKeyId", key.id());
        xml.element("Status", key.active() ? "Active" : "Inactive");
        xml.element("CreateDate", key.createDate());
    }

    static void lastUsed(Xml xml, String userName, UserKey key) {
        var use = key.lastUse();
        xml.element("UserName", userName).open("AccessKeyLastUsed");
        xml.optional("LastUsedDate", use == null ? null : use.time());
        xml.element("ServiceName", use == null ? "N/A" : use.service());
        xml.element("Region", use == null ? "N/A" : use.region()).close();
    }
}
